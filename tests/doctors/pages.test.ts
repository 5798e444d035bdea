import { beforeAll, describe, expect, test } from 'vitest';
import { readDate } from '../../src/typed-date.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { doctor, held, slot, visitor } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';

const database = ownDatabase();
let patient: ReturnType<typeof browser>;
beforeAll(() => {
  patient = browser(testApp(database.db).app);
});

test('an empty clinic says so and gives its phone number', async () => {
  const page = await patient.get('/');
  expect(wordsOf(page.body)).toContain('No doctors can be booked here yet');
});

describe('a directory of 120 doctors', () => {
  beforeAll(async () => {
    for (let nth = 1; nth <= 120; nth++) await doctor(database.db, `Dr ${String(nth).padStart(3, '0')}`);
  });
  const named = (body: string) => [...body.matchAll(/>(Dr \d{3})<\/a>/g)].map(([, name]) => name);

  test('shows fifty at a time, each once, with the way to the others', async () => {
    const pages = [];
    for (let path: string | undefined = '/doctors'; path; ) {
      const { body } = await patient.get(path.replaceAll('&amp;', '&'));
      pages.push(named(body));
      path = /href="([^"]+)">More doctors/.exec(body)?.[1];
    }
    expect(pages.map((page) => page.length)).toEqual([50, 50, 20]);
    expect(new Set(pages.flat()).size).toBe(120);
  });

  test('says which it shows, and keeps the search from page to page', async () => {
    const { body } = await patient.get('/doctors?q=dr&page=2');
    expect(wordsOf(body)).toContain('Doctors 51 to 100 of 120 for “dr”.');
    expect(body).toContain('href="/doctors?q=dr&amp;page=1">Previous doctors');
  });

  test('each page has a title of its own', async () => {
    const titles = [];
    for (const page of [1, 2, 3]) {
      titles.push(/<title>(.*)<\/title>/.exec((await patient.get(`/doctors?page=${page}`)).body)![1]);
    }
    expect(titles.map((title) => title!.split(' – ')[0])).toEqual([
      'Find a doctor',
      'Find a doctor, page 2',
      'Find a doctor, page 3',
    ]);
  });

  test.each([
    ['/doctors?page=4', '/doctors?page=3'],
    ['/doctors?q=dr&page=99999', '/doctors?q=dr&page=3'],
    ['/doctors?q=qqqqqq&page=2', '/doctors?q=qqqqqq&page=1'],
  ])('%s is beyond the end and leads to the last page', async (beyond, last) => {
    const answer = await patient.get(beyond);
    expect([answer.status, answer.location]).toEqual([302, last]);
    expect((await patient.get(last)).status).toBe(200);
  });

  test.each([
    ['/doctors?q=dr&specialization=general+PRACTICE', 'Find a doctor for “dr” in General practice', 'General practice'],
    ['/doctors?specialization=General+practice', 'Find a doctor in General practice', 'General practice'],
    ['/doctors?specialization=Foo', 'Find a doctor', ''],
  ])('%s says what is shown, and the box agrees', async (path, title, chosen) => {
    const { body } = await patient.get(path);
    expect(body).toContain(`<title>${title} `);
    expect(wordsOf(body).includes(` ${title.replace('Find a doctor ', '')}.`)).toBe(chosen !== '');
    expect(/value="([^"]*)" selected/.exec(body)?.[1] ?? '').toBe(chosen);
    expect(wordsOf(body).includes('Nobody here has the speciality “Foo”.')).toBe(chosen === '');
  });

  test.each(['0', '-1', 'x', '1e9', '1'.repeat(23)])('page=%s is no 5xx', async (page) => {
    expect((await patient.get(`/doctors?page=${page}`)).status).toBe(200);
  });
});

describe('the ten days', () => {
  const path = async () => {
    const doctorId = await doctor(database.db, 'Dr Okafor');
    await slot(database.db, { doctorId, inMinutes: minutesTo(3) });
    await slot(database.db, { doctorId, inMinutes: minutesTo(30) });
    const [row] = await database.db.sql<{ slug: string }[]>`SELECT slug FROM doctors WHERE id = ${doctorId}`;
    return `/doctors/${row!.slug}`;
  };
  const now = () => Temporal.Now.zonedDateTimeISO('Europe/London');
  const today = () => now().toPlainDate();
  /** To this time of day so many days on, whatever the clocks do meanwhile. */
  const minutesTo = (days: number) => Math.round(now().until(now().add({ days })).total('minutes'));

  test('go later and earlier, never before today', async () => {
    const first = await patient.get(await path());
    expect(first.body).not.toContain('Earlier days');
    const later = linkTo('Later days', first.body);
    expect(later).toContain(`from=${today().add({ days: 10 })}`);
    const second = await patient.get(later.split('#')[0]!);
    expect(linkTo('Earlier days', second.body)).toContain(`from=${today()}#times`);
  });

  test('without a free time lead to the next one', async () => {
    const address = `${await path()}?from=${today().add({ days: 12 })}`;
    const page = await patient.get(address);
    expect(wordsOf(page.body)).toContain('The next free time is on');
    // Come back to by the address of a form without a choice, it has nothing to ask for.
    const asked = await patient.get(`${address}&nochoice=true`);
    expect([asked.status, asked.body.includes('Error: ')]).toEqual([200, false]);
    expect(page.body).toContain(`from=${today().add({ days: 30 })}`);
  });

  test.each([['31.11.2026'], ['2026-02-30'], ['tomorrow'], ['1/2/26'], ['12/2026'], ['<b>']])(
    'a date typed as %s is refused in words and kept',
    async (typed) => {
      const page = await patient.get(`${await path()}?from=${encodeURIComponent(typed)}`);
      expect(page.status).toBe(422);
      expect(page.body).toContain('<title>Error: ');
      expect(page.body).toContain('<a href="#from">');
      expect(page.body).toMatch(new RegExp(`<input id="from"[^>]* type="text" value="${escaped(typed)}"`));
      expect(wordsOf(page.body)).toContain('Choose a time');
    },
  );

  test('stand after the ways to other days, each of which is told apart', async () => {
    const { body } = await patient.get(await path());
    const inOrder = [
      'We hold it for 5 minutes',
      'All times are',
      'name="from"',
      '>Later days<',
      'type="radio"',
      '>Times after',
    ];
    const places = inOrder.map((words) => body.indexOf(words));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    const later = linkTo('Later days', body).split('#')[0]!;
    const [first, second] = [body, (await patient.get(later)).body].map(
      (page) => /<title>(.*)<\/title>/.exec(page)![1],
    );
    expect(second).toMatch(/^Dr Okafor, from \d+ \w+/);
    expect(second).not.toBe(first);
  });

  test.each([
    ['0001-01-01', 'That date is past. These are the first days that can be booked.', 0],
    ['9999-12-31', 'We take bookings up to', 50],
  ])('asked for from %s on are the nearest, and say why', async (typed, why, first) => {
    const { body } = await patient.get(`${await path()}?from=${typed}`);
    const last = today()
      .add({ days: first + 9 })
      .toLocaleString('en-GB', { day: 'numeric', month: 'long' });
    expect(wordsOf(body)).toContain(why);
    expect(wordsOf(body)).toMatch(new RegExp(`ree times from .* to \\w+ ${last}`));
  });

  test('asked for from yesterday on, as by the link of a page from before midnight, are the first, without a word', async () => {
    const { body } = await patient.get(`${await path()}?from=${today().subtract({ days: 1 })}`);
    expect(body).not.toContain('That date is past');
    expect(linkTo('Later days', body)).toContain(`from=${today().add({ days: 10 })}#times`);
    const { body: before } = await patient.get(`${await path()}?from=${today().subtract({ days: 2 })}`);
    expect(before).toContain('That date is past');
  });

  test('end with the last day that can be booked', async () => {
    const { body } = await patient.get(`${await path()}?from=${today().add({ days: 57 })}`);
    const last = today().add({ days: 59 }).toLocaleString('en-GB', { day: 'numeric', month: 'long' });
    expect(wordsOf(body)).toMatch(new RegExp(`no free times from .* to \\w+ ${last}`));
    expect(wordsOf(body)).not.toContain('We take bookings up to');
    expect(body).not.toContain('Later days');
  });

  test('after the only free time lead back to it as the soonest', async () => {
    const { body } = await patient.get(`${await path()}?from=${today().add({ days: 45 })}`);
    expect(wordsOf(body)).toContain('The soonest free time is on');
    expect(body).toContain(`from=${today().add({ days: 3 })}`);
  });

  test('of a doctor without any free time are one sentence with a way on', async () => {
    const doctorId = await doctor(database.db, 'Dr Fully Booked');
    await database.db.sql`UPDATE doctors SET experience = 0 WHERE id = ${doctorId}`;
    const [row] = await database.db.sql<{ slug: string }[]>`SELECT slug FROM doctors WHERE id = ${doctorId}`;
    const { body } = await patient.get(`/doctors/${row!.slug}`);
    const main = body.slice(body.indexOf('<main'), body.indexOf('</main>'));
    expect(main.match(/free times?/g)).toHaveLength(1);
    expect(main).toContain('href="tel:');
    expect(main).toContain('href="/doctors?specialization=General+practice">Other doctors in General practice');
    for (const absent of ['Later days', 'Go to a date', '0 years', 'Experience']) expect(main).not.toContain(absent);
  });

  test('a date as people write it shows the days from then on', async () => {
    const day = today().add({ days: 12 });
    const { body } = await patient.get(`${await path()}?from=${day.day}/${day.month}/${day.year}`);
    expect(linkTo('Earlier days', body)).toContain(`from=${day.subtract({ days: 10 })}#times`);
  });

  test.each(['', ' ', '\u200b'])('a date left blank as %j shows the first days', async (typed) => {
    const page = await patient.get(`${await path()}?from=${encodeURIComponent(typed)}`);
    expect(page.status).toBe(200);
    expect(page.body).not.toContain('That date is past');
    expect(page.body).not.toContain('Earlier days');
    expect(linkTo('Later days', page.body)).toContain(`from=${today().add({ days: 10 })}#times`);
  });

  test('the box for a date names no day that passes, and no order of day and month', async () => {
    const { body } = await patient.get(await path());
    expect(wordsOf(/<form method="get"[^>]*class="jump".*?<\/form>/s.exec(body)![0])).toBe(
      'Go to a date Shows the times from that day on Show this date',
    );
  });
});

test.each(['/', '/doctors', '/nowhere'])('%s says how to reach the clinic, at a touch', async (path) => {
  const { body } = await patient.get(path);
  const footer = body.slice(body.indexOf('<footer'));
  expect(footer).toContain('<a href="tel:02079460150" class="phone">020 7946 0150</a>');
  expect(footer).toContain('<a href="mailto:reception@riverside.example">reception@riverside.example</a>');
});

test('one name leads to one place: the doctors, the start page, the parts of a page', async () => {
  const { body } = await patient.get('/nowhere');
  expect(body).toContain('<a href="/doctors">Find a doctor</a>');
  expect(body).toContain('<a href="/">Go to the start page</a>');
  expect(body).toContain('<nav aria-label="Main menu">');
});

describe('“the time you came for has just gone”', () => {
  const gone = 'The time you came for has just gone';
  const doctorWithTimes = async (...inDays: number[]) => {
    const doctorId = await doctor(database.db, 'Dr Okafor');
    const ids = [];
    for (const days of inDays) ids.push(await slot(database.db, { doctorId, inMinutes: days * 24 * 60 }));
    const [row] = await database.db.sql<{ slug: string }[]>`SELECT slug FROM doctors WHERE id = ${doctorId}`;
    return { path: `/doctors/${row!.slug}`, ids };
  };
  const says = async (path: string, by = patient) => wordsOf((await by.get(path)).body);

  test('is said of a time that another has, also where nothing else is free', async () => {
    const { path, ids } = await doctorWithTimes(1);
    expect(await says(`${path}?slot=${ids[0]}`)).not.toContain(gone);
    await held(database.db, ids[0]!, visitor('Ben'));
    expect(await says(`${path}?slot=${ids[0]}`)).toContain(gone);
  });

  test('is not said of the time that is held for this visitor', async () => {
    const { path, ids } = await doctorWithTimes(1, 2);
    const ada = browser(testApp(database.db).app);
    await ada.post('/holds', { slotId: String(ids[0]) });
    const back = await says(`${path}?slot=${ids[0]}`, ada);
    expect(back).toContain('Held for you until');
    expect(back).not.toContain(gone);
  });

  test('is not said of a free time beyond these days, another doctor’s, or none at all', async () => {
    const { path, ids } = await doctorWithTimes(1, 30);
    const other = await doctorWithTimes(1);
    await held(database.db, other.ids[0]!, visitor('Ben'));
    for (const slotId of [ids[1], other.ids[0], '1e300', '0x10', '9'.repeat(30)]) {
      expect(await says(`${path}?slot=${slotId}`)).not.toContain(gone);
    }
  });

  test('and a time let go is not said to be so beside the one that is held since', async () => {
    const { path, ids } = await doctorWithTimes(1, 2);
    const ada = browser(testApp(database.db).app);
    expect(await says(`${path}?letgo`, ada)).toContain('Your time was let go');
    await ada.post('/holds', { slotId: String(ids[0]) });
    expect(await says(`${path}?letgo`, ada)).not.toContain('Your time was let go');
  });
});

test('a search is cut between two signs, never inside one', async () => {
  const { body } = await patient.get(`/doctors?q=${'a'.repeat(99)}${encodeURIComponent('😀')}`);
  expect(body).not.toContain('\ufffd');
  expect(body).toContain(`value="${'a'.repeat(99)}"`);
});

test.each(['/doctors?q=%00', '/doctors?specialization=%00', '/doctors/%00', '/doctors?q=a%00b&specialization=%00x'])(
  'NUL, which PostgreSQL cannot store, is no 5xx in %s',
  async (path) => {
    expect((await patient.get(path)).status).toBeLessThan(500);
  },
);

test('NUL is no date', async () => {
  const id = await doctor(database.db, 'Dr Null');
  const [row] = await database.db.sql<{ slug: string }[]>`SELECT slug FROM doctors WHERE id = ${id}`;
  expect((await patient.get(`/doctors/${row!.slug}?from=%00`)).status).toBe(422);
});

describe('a date typed on the third of October 2026', () => {
  const read = (typed: string) => readDate(typed, Temporal.PlainDate.from('2026-10-03'))?.toString() ?? null;

  test.each([
    ['2026-12-01', '2026-12-01'],
    ['2026/12/1', '2026-12-01'],
    ['31/12/2026', '2026-12-31'],
    ['31.12.2026', '2026-12-31'],
    ['31. 12. 2026.', '2026-12-31'],
    [' 31-12-2026 ', '2026-12-31'],
    ['31–12–2026', '2026-12-31'],
    ['٣١/١٢/٢٠٢٦', '2026-12-31'],
    ['1 December 2026', '2026-12-01'],
    ['Tuesday, 1st of dec. 2026', '2026-12-01'],
    ['December 1, 2026', '2026-12-01'],
    ['1December2026', '2026-12-01'],
    ['1 Dec', '2026-12-01'],
    ['dec 1st', '2026-12-01'],
    ['1/12', '2026-12-01'],
    ['3 October', '2026-10-03'],
    ['2 October', '2027-10-02'],
    ['29 Feb', '2028-02-29'],
    ['', '2026-10-03'],
  ])('as %j is %s', (typed, date) => expect(read(typed)).toBe(date));

  test.each([
    ...[
      '12/31/2026',
      '31/11/2026',
      '30 Feb',
      '1/12/26',
      '26-12-01',
      '1 De 2026',
      '1 mai 2026',
      'December 2026',
      '2026',
    ],
    ...[
      'tomorrow',
      '1',
      '1/12/2026/4',
      '1:12:2026',
      'Tuesday',
      '1 December 2026 AD',
      '-1/12/2026 10:30',
      '0/0/2026',
      'x',
    ],
  ])('as %j is none', (typed) => expect(read(typed)).toBeNull());
});

/** Where the link with these words leads. */
function linkTo(words: string, body: string): string {
  return new RegExp(`href="([^"]+)"[^>]*>${words}`).exec(body)![1]!;
}

const escaped = (typed: string) => typed.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('.', '\\.');
