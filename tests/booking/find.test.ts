import { describe, expect, test } from 'vitest';
import { pathOfAppointment } from '../../src/booking/link.ts';
import { referenceInPrint } from '../../views/booking/reference.ts';
import { browser, summaryOf, testApp, wordsOf } from '../support/app.ts';
import { booked, booking, readAppointment } from '../support/clinic.ts';
import { onSite } from './on-site.ts';

const { database, site } = onSite();
const { db } = database;

const birth = (year = '1987', month = '6', day = '5') => ({
  'dateOfBirth-day': day,
  'dateOfBirth-month': month,
  'dateOfBirth-year': year,
});
const none = birth('', '', '');

/** Ada's appointment, with what is asked for it and where it leads. */
async function adas(typed: Parameters<typeof booking>[1] = {}, more: object = {}) {
  const name = `Ada ${crypto.randomUUID()}`;
  const { id } = await booked(db, { ...booking(name, { email: `${name.slice(4)}@example.org`, ...typed }), ...more });
  const { reference } = await readAppointment(db, id);
  return {
    id,
    reference,
    email: `${name.slice(4)}@example.org`,
    path: await pathOfAppointment({ db, secrets: site.secrets }, id),
  };
}

const find = (fields: Record<string, string>, by = browser(site.app)) => by.post('/find-appointment', fields);

/** The page less what was typed. */
const without = (body: string, ...typed: string[]) =>
  typed.reduce((page, words) => page.replaceAll(`value="${words}"`, 'value="…"'), body);

describe('an appointment is found', () => {
  test.each([
    ['as it is printed', referenceInPrint],
    ['as it is stored', (reference: string) => reference],
    ['in small letters, with blanks', (reference: string) => ` ${reference.toLowerCase().split('').join(' ')} `],
    ['as it is pasted', (reference: string) => `Reference: “${referenceInPrint(reference)}”.`],
    ['after the word cut short', (reference: string) => `Ref. ${referenceInPrint(reference)}`],
    ['with a long dash', (reference: string) => referenceInPrint(reference).replace('-', ' – ')],
  ])('by its reference %s and the date of birth', async (_, written) => {
    const { reference, path } = await adas();
    const answer = await find({ reference: written(reference), ...birth() });
    expect([answer.status, answer.location]).toEqual([303, path]);
  });

  test('by a date of birth in words, or whole in the first box', async () => {
    const { reference, path } = await adas();
    expect((await find({ reference, ...birth('1987', 'June', '5th') })).location).toBe(path);
    expect((await find({ reference, ...birth('', '', '5/6/1987') })).location).toBe(path);
  });

  test('by the e-mail address, however it is written, where no date of birth was given when booking', async () => {
    const { reference, path, email } = await adas({ dateOfBirth: undefined });
    expect((await find({ reference, ...none, email })).location).toBe(path);
    expect((await find({ reference, ...none, email: ` ${email.toUpperCase()} ` })).location).toBe(path);
    // Who fills in both has done nothing wrong.
    expect((await find({ reference, ...birth(), email })).location).toBe(path);
  });

  test('by the e-mail address of who booked for the patient, just as well', async () => {
    const bookedBy = { name: 'Mrs Tim', email: 'Mother@example.org' };
    const { reference, path } = await adas({ dateOfBirth: undefined }, { bookedBy });
    expect((await find({ reference, email: 'mother@example.org' })).location).toBe(path);
  });

  test('also when it is cancelled or over, and with the date of birth that reception has put right', async () => {
    const { id, reference, path } = await adas();
    await db.sql`UPDATE appointments SET status = 'completed' WHERE id = ${id}`;
    await db.sql`UPDATE patients SET date_of_birth = '1978-06-05' WHERE id = (SELECT patient_id FROM appointments WHERE id = ${id})`;
    expect((await find({ reference, ...birth('1978') })).location).toBe(path);
    expect((await find({ reference, ...birth() })).status).toBe(422);
  });
});

describe('whatever is wrong', () => {
  test('the page is the same, byte for byte but for what was typed', async () => {
    const [ada, ben] = [await adas(), await adas({ dateOfBirth: undefined })];
    const misses: Record<string, string>[] = [
      { reference: ada.reference, ...birth('1988'), email: '' },
      { reference: ada.reference, ...none, email: ada.email },
      { reference: '22222222', ...birth(), email: '' },
      { reference: '22222222', ...none, email: ada.email },
      { reference: ben.reference, ...birth(), email: '' },
      { reference: ben.reference, ...birth(), email: ada.email },
      { reference: ben.reference, ...none, email: ada.email },
    ];
    const pages = await Promise.all(
      misses.map(async (fields) => {
        const { status, body } = await find(fields);
        return `${status} ${without(body, ...Object.values(fields))}`;
      }),
    );
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toMatch(/^422 /);
    expect(pages[0]).toContain('<title>Error: Find your appointment');
    expect(wordsOf(pages[0]!)).toContain('We have no appointment with this reference and these details.');
    // The summary's link leads to a box that is at fault and says so.
    expect(pages[0]).toMatch(
      /<a href="#reference">[^<]+<\/a>.*<input id="reference"[^>]+aria-describedby="reference-hint reference-error" aria-invalid="true"/s,
    );
  });

  test('an appointment’s own reference opens no other: Ben does not see Ada’s', async () => {
    const [ada, ben] = [await adas(), await adas({ dateOfBirth: '1990-01-02' })];
    expect((await find({ reference: ada.reference, ...birth('1990', '1', '2') })).status).toBe(422);
    expect((await find({ reference: ben.reference, ...birth('1990', '1', '2') })).location).toBe(ben.path);
  });

  test('who gave a date of birth is not found by the e-mail address in its place', async () => {
    const { reference, email } = await adas();
    expect((await find({ reference, ...none, email })).status).toBe(422);
  });
});

describe('what is empty or cannot be read is named, and all that was typed is kept', () => {
  test.each([
    [{}, ['Enter the reference, like K7MF-4QT2', 'Enter the patient’s date of birth; if none was given']],
    [
      { reference: 'K7MF-4QT2' },
      ['Enter the patient’s date of birth; if none was given when booking, the e-mail address'],
    ],
    [{ reference: '  ', ...birth() }, ['Enter the reference']],
    ...['ZZZZ', 'K7MF-4QTO', 'x'.repeat(50)].map((reference) => [
      { reference, ...birth() },
      ['Enter the reference as eight letters and digits, like K7MF-4QT2'],
    ]),
    [{ reference: 'K7MF-4QT2', ...birth('87') }, ['Enter all four digits of the year']],
    [{ reference: 'K7MF-4QT2', ...birth('1987', '2', '31') }, ['Enter a real date of birth']],
    [{ reference: 'K7MF-4QT2', ...birth('2999') }, ['The date of birth must not be in the future']],
    [{ reference: 'K7MF-4QT2', email: 'ada@' }, ['Enter an e-mail address like name@example.com']],
    [
      { reference: 'K7MF-4QT2', email: `${'x'.repeat(255)}@example.org` },
      ['The e-mail address must be 254 characters'],
    ],
  ] as [Record<string, string>, string[]][])('%j', async (fields, sentences) => {
    const answer = await find(fields);
    expect(answer.status).toBe(422);
    for (const sentence of sentences) expect(wordsOf(answer.body)).toContain(sentence);
    expect(answer.body).toContain('<title>Error: ');
    expect(answer.body).not.toContain('We have no appointment');
    for (const typed of Object.values(fields)) expect(answer.body).toContain(`value="${typed.trim()}"`);
  });

  test.each([
    ['\0', '\ud800', '<script>', "' OR 1=1 --"],
    ['%00', '\u202e', '𝟚𝟚𝟚𝟚𝟚𝟚𝟚𝟚', '\u200b'],
  ])('nothing hostile is more than wrong: %j', async (...words) => {
    for (const word of words) {
      const answer = await find({ reference: `${word}K`, ...birth(word, word, word), email: word });
      expect(answer.status).toBe(422);
      expect(answer.body).not.toContain('<script>K');
    }
    expect(
      (
        await browser(site.app).post(
          '/find-appointment',
          {},
          { body: '{', headers: { 'content-type': 'application/json' } },
        )
      ).status,
    ).toBe(415);
  });
});

describe('who tries too often', () => {
  test('from one network is told when to try again, and nothing typed is lost', async () => {
    const slow = browser(testApp(db, { HOLD_REQUESTS_PER_MINUTE: '2' }).app);
    const { reference } = await adas();
    for (let nth = 0; nth < 2; nth++) await find({}, slow);
    const answer = await find({ reference, ...birth() }, slow);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(summaryOf(answer.body)).toMatch(
      /^There is a problem There were too many tries.* Please send it again in \d+ seconds/,
    );
    for (const typed of [reference, '1987']) expect(answer.body).toContain(`value="${typed}"`);
    expect((await slow.get('/find-appointment')).status).toBe(200);
  });

  test.each(['that there is', 'that there is not'])(
    'one reference %s, from any number of networks, must wait a day',
    async (which) => {
      const { app } = testApp(db, { TRUST_PROXY: 'true' });
      const reference = which === 'that there is' ? (await adas()).reference : '22222222';
      const from = (nth: number) => browser(app, { headers: { 'x-forwarded-for': `10.1.0.${nth}` } });
      for (let nth = 0; nth < 10; nth++) {
        const written = nth % 2 ? referenceInPrint(reference) : reference.toLowerCase();
        expect((await find({ reference: written, ...birth(String(1950 + nth)) }, from(nth))).status).toBe(422);
      }
      // Also with the right date, or going on to guess would be worth it.
      const answer = await find({ reference, ...birth() }, from(11));
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toMatch(/^(86400|863\d\d)$/);
      expect(wordsOf(answer.body)).toContain('Please send it again in 24 hours, or call us');
      // Another reference of the same asker is none of that.
      const { reference: other, path } = await adas();
      expect([(await find({ reference: other, ...birth() }, from(11))).status, path]).toEqual([303, path]);
    },
  );
});

test('every page leads there, and from there to the telephone', async () => {
  const by = browser(site.app);
  for (const path of ['/', '/doctors', '/nothing'])
    expect((await by.get(path)).body).toContain('href="/find-appointment"');
  const page = await by.get('/find-appointment');
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
  expect(wordsOf(page.body)).toContain('Or call us on 020 7946 0150');
});
