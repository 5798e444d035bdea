import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataFolder, type MediBook } from '../support/medibook.ts';

/** Bytes as sent, a page. Ten packets, 14 kB, go out before a server waits for a word of the browser's. */
const most = { html: 14 * 1024, styles: 10 * 1024, scripts: 20 * 1024, firstView: 14 * 1024 };

let clinic: Awaited<ReturnType<typeof dataFolder>>;
let medibook: MediBook;
let pages: Record<string, Weighed>;
/** Ada's, who holds a time: what the pages say of that weighs something, too. */
let cookie: string;
beforeAll(async () => {
  clinic = await dataFolder({ used: true });
  medibook = await clinic.start();
  await bookAndHold();
});
afterAll(() => clinic.remove());

describe.each([
  ['Chromium', 'br', () => ({ 'accept-encoding': 'gzip, deflate, br, zstd', 'sec-fetch-site': 'same-origin', cookie })],
  ['an old browser without cookies', 'gzip', () => ({ 'accept-encoding': 'gzip, deflate' })],
])('what %s is sent', (_, packed, headers) => {
  let views: View[];
  beforeAll(async () => {
    views = await Promise.all(Object.entries(pages).map(([name, asked]) => view(name, asked, headers())));
  });

  test.each(Object.entries(most))('is light: %s in %i bytes', (part, limit) => {
    const heavy = views.filter((view) => weightOf(view)[part as keyof typeof most] > limit);
    expect(
      heavy.map(({ name }) => name),
      table(views),
    ).toEqual([]);
  });

  test('is the page that was meant, packed', () => {
    for (const { name, page } of views) {
      expect([name, page.status, page.encoding]).toEqual([name, pages[name]!.status ?? 200, packed]);
      expect(/<h1>(.*)<\/h1>/.exec(page.text)?.[1], name).toMatch(pages[name]!.heading);
      expect(page.text).toMatch(/<\/html>$/);
    }
  });

  test('is named for its content and kept for a year where it is static, and packed where it is text', () => {
    for (const { name, files } of views) {
      expect(
        files.map(({ path }) => path),
        name,
      ).toContainEqual(expect.stringMatching(/\.css$/));
      for (const { path, status, headers, encoding } of files) {
        expect([path, status]).toEqual([expect.stringMatching(/^\/static\/[\w.-]+-[\w-]{8}\.\w+$/), 200]);
        expect([path, headers['cache-control']]).toEqual([path, 'public, max-age=31536000, immutable']);
        if (/\.(css|js|svg|webmanifest)$/.test(path)) expect([path, encoding]).toEqual([path, packed]);
      }
    }
  });
});

test('a static file holds no secret: it is packed whoever asks, and with whichever cookie', async () => {
  const { files } = await view('home', pages.home!, {
    'accept-encoding': 'br',
    'sec-fetch-site': 'cross-site',
    cookie,
  });
  const styles = files.filter(({ path }) => path.endsWith('.css'));
  expect(styles.map(({ encoding }) => encoding)).toEqual(['br']);
});

/** `form` is posted; `status` is 200 unless it says otherwise. */
type Asked = { path: string; form?: Record<string, string>; status?: number };

/** A page to weigh, told from another by its heading. */
type Weighed = Asked & { heading: RegExp };

/** A page, and every file that it has the browser fetch. */
type View = { name: string; page: Sent; files: Sent[] };

/** `bytes` is how many went over the wire, `text` what they say. */
type Sent = {
  path: string;
  status: number;
  headers: IncomingHttpHeaders;
  encoding: string;
  bytes: number;
  text: string;
};

/** Ada holds a time, another is booked, and Ben has a third that she wants. */
async function bookAndHold(): Promise<void> {
  const sql = await clinic.sql();
  const rows = await sql<{ id: number }[]>`
    SELECT id::int FROM time_slots WHERE status = 'available' AND starts_at > now() + interval '1 day' ORDER BY id LIMIT 3`;
  await sql.end();
  const [his, hers, booked] = rows.map(({ id }) => id);
  await post('/api/slots/hold', { slotId: his });
  const { holdId } = await post('/api/slots/hold', { slotId: booked });
  const { url } = await post('/api/appointments', { holdId, patient: { name: 'Ada', email: 'ada@example.org' } });
  const held = await send({ path: '/holds', form: { slotId: String(hers) } });
  // Without the mark that makes each address another.
  const [path] = held.headers.location!.split('?');
  cookie = held.headers['set-cookie']![0]!.split(';')[0]!;
  pages = {
    home: { path: '/', heading: /^Book an appointment$/ },
    directory: { path: '/doctors', heading: /^Find a doctor$/ },
    'heaviest doctor': { path: await heaviestDoctor(), heading: /^(Dr|Prof\.) / },
    details: { path: path!, heading: /^Your details$/ },
    more: { path: `${path}/more`, heading: /^More for the doctor$/ },
    booker: { path: `${path}/booker`, heading: /^Booking for someone else$/ },
    confirmation: { path: new URL(url!).pathname, heading: /^Your appointment is booked$/ },
    taken: { path: '/holds', form: { slotId: String(his) }, status: 409, heading: /^That time has just gone$/ },
    'not found': { path: '/nowhere', status: 404, heading: /^We cannot find that page$/ },
  };
}

async function post(path: string, body: object): Promise<{ holdId?: string; url?: string }> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(medibook.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}

async function heaviestDoctor(): Promise<string> {
  const { doctors }: { doctors: { slug: string }[] } = JSON.parse((await send({ path: '/api/doctors' })).text);
  const sent = await Promise.all(
    doctors.map(({ slug }) => send({ path: `/doctors/${slug}` }, { 'accept-encoding': 'br' })),
  );
  return sent.toSorted((a, b) => b.bytes - a.bytes)[0]!.path;
}

async function view(name: string, asked: Asked, headers: Record<string, string>): Promise<View> {
  const page = await send(asked, headers);
  const files = new Map<string, Sent>();
  const wanted = filesOf(page);
  for (const path of wanted) {
    if (files.has(path)) continue;
    files.set(path, await send({ path }, headers));
    wanted.push(...filesOf(files.get(path)!));
  }
  return { name, page, files: [...files.values()] };
}

/** By hand, because fetch() would unpack it and not say how much came. */
async function send({ path, form }: Asked, headers: Record<string, string> = {}): Promise<Sent> {
  const type = form && { 'content-type': 'application/x-www-form-urlencoded' };
  const asked = request(medibook.url + path, { method: form ? 'POST' : 'GET', headers: { ...headers, ...type } });
  asked.end(form && new URLSearchParams(form).toString());
  const [answer]: [IncomingMessage] = (await once(asked, 'response')) as [IncomingMessage];
  const body = await buffer(answer);
  const encoding = answer.headers['content-encoding'] ?? 'identity';
  const text = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
  return {
    path,
    status: answer.statusCode!,
    headers: answer.headers,
    encoding,
    bytes: body.length,
    text: String(text),
  };
}

/** What a page, a stylesheet or a script has the browser fetch with it. */
function filesOf({ path, headers, text }: Sent): string[] {
  const found = referencesIn(headers['content-type'] ?? '', text).filter((address) => !address.startsWith('data:'));
  return found.map((address) => new URL(address, medibook.url + path).pathname);
}

function referencesIn(type: string, text: string): string[] {
  const all = (pattern: RegExp, within = text) => [...within.matchAll(pattern)].map(([, address]) => address!);
  if (type.startsWith('text/css')) return all(/url\(["']?([^"')]+)/g);
  if (type.startsWith('text/javascript')) return all(/\b(?:import|from)\s*["']([^"']+)["']/g);
  if (!type.startsWith('text/html')) return [];
  const tags = text.match(
    /<(script|img|link(?=[^>]* rel="(stylesheet|icon|manifest|preload|modulepreload)"))\b[^>]*>/g,
  );
  return all(/ (?:href|src)="([^"]+)"/g, tags?.join(''));
}

function weightOf({ page, files }: View) {
  const sum = (end: string) =>
    files.filter(({ path }) => path.endsWith(end)).reduce((sum, { bytes }) => sum + bytes, 0);
  const [html, styles] = [page.bytes, sum('.css')];
  return { html, styles, scripts: sum('.js'), firstView: html + styles };
}

/** All that was weighed, for people. */
function table(views: View[]): string {
  const line = (name: string, cells: (string | number)[]) =>
    name.padEnd(16) + cells.map((cell) => String(cell).padStart(10)).join('');
  return ['', line('', Object.keys(most)), ...views.map((view) => line(view.name, Object.values(weightOf(view))))].join(
    '\n',
  );
}
