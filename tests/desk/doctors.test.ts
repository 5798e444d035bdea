import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { randomId } from '../../src/random-id.ts';
import { dayInWords } from '../../views/ui/when.ts';
import { onSite } from '../booking/on-site.ts';
import { linksOf } from '../calendars/adaeze.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { bookedAt, booking, doctor, endsIn, held, visitor, withdraw } from '../support/clinic.ts';
import { dayAndNight, joins } from '../support/waiting-list.ts';
import { signedIn } from './ruth.ts';

const { database, site } = onSite();
const { db } = database;
const ruth = () => signedIn(site.app);

/** A day far from now, when London's clock is UTC. */
const DAY = Temporal.Now.plainDateISO('Europe/London').add({ years: 1 }).with({ month: 12, day: 9 }).toString();
const day = dayInWords(DAY);

/** Dr Okafor, of the test's own. */
async function okafor() {
  const id = await doctor(db);
  return { id, ...(await linksOf(db, site.secrets, id)) };
}

/** A time of half an hour on that day, which begins at `time` by the clinic's clock. */
async function at(doctorId: number, time: string, day = DAY): Promise<number> {
  const [row] = await db.sql<{ id: number }[]>`
    INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
    SELECT ${doctorId}, ${day}, ${time}::time, ${time}::time + interval '30 minutes', tstzrange(t, t + interval '30 minutes')
    FROM (SELECT (${day}::date + ${time}::time) AT TIME ZONE 'Europe/London' AS t) AS start RETURNING id`;
  return row!.id;
}

/** The doctor's own calendar says so, by the clinic's clock. */
const busy = (doctorId: number, from: string, to: string) => db.sql`
  INSERT INTO busy_times (doctor_id, during)
  VALUES (${doctorId}, tstzrange(${from}::timestamp AT TIME ZONE 'Europe/London', ${to}::timestamp AT TIME ZONE 'Europe/London'))`;

/** The rows of the day's table, each as its words. */
async function rows(slug: string, day = DAY): Promise<string[]> {
  const { body } = await (await ruth()).get(`/desk/doctors/${slug}?date=${day}`);
  const [, table = ''] = /<tbody>(.*?)<\/tbody>/s.exec(body) ?? [];
  return table.split('</tr>').filter(Boolean).map(wordsOf);
}

describe('the doctors', () => {
  test('are listed by family name, with what they have today and next; who has left is not', async () => {
    const [aalto, , gone] = [
      await doctor(db, 'Dr Zoe Aalto'),
      await doctor(db, 'Dr Ada Zzyzx'),
      await doctor(db, 'Dr Gone'),
    ];
    await db.sql`UPDATE doctors SET active = false WHERE id = ${gone}`;
    const { slug } = await linksOf(db, site.secrets, aalto);
    // Today, whatever the hour is: beside the doctor's times.
    await db.sql`
      WITH patient AS (INSERT INTO patients (name, email) VALUES ('Ben', 'ben@example.org') RETURNING id)
      INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake, status, cancelled_at)
      SELECT 'TODAY' || nth, patient.id, ${aalto}, 'Urgent', t::date, '09:00', '09:10',
             tstzrange(t AT TIME ZONE 'Europe/London', t AT TIME ZONE 'Europe/London' + interval '1 minute'), '{}', status, CASE WHEN status = 'cancelled' THEN now() END
      FROM patient, (VALUES (0, 'completed'), (1, 'no-show'), (2, 'cancelled')) AS x (nth, status),
           LATERAL (SELECT date_trunc('day', now() AT TIME ZONE 'Europe/London') + make_interval(mins => nth) AS t) AS start`;
    await bookedAt(db, await at(aalto, '09:00'));
    const { body } = await (await ruth()).get('/desk/doctors');
    expect(body).toMatch(new RegExp(`<a href="/desk/doctors/${slug}">Dr Zoe Aalto</a>`));
    expect(wordsOf(body)).toMatch(
      new RegExp(
        `Dr Zoe Aalto General practice 2 appointments today\\. The next is ${day}, 9am\\..*Dr Ada Zzyzx General practice No appointments today\\.`,
      ),
    );
    expect(body).not.toContain('Dr Gone');
    expect(body).toMatch(/<a href="\/desk\/doctors" aria-current="page"><span>Doctors<\/span><\/a>/);
  });

  test('and all of theirs are for the front desk alone', async () => {
    const { id, slug } = await okafor();
    const stranger = browser(site.app);
    for (const path of ['/desk/doctors', `/desk/doctors/${slug}?date=${DAY}`]) {
      const answer = await stranger.get(path);
      expect([answer.status, answer.location]).toEqual([303, `/desk/sign-in?${new URLSearchParams({ to: path })}`]);
    }
    const by = await ruth();
    for (const what of ['mail', 'link']) {
      const path = `/desk/doctors/${slug}/calendar/${what}`;
      expect((await stranger.post(path, { version: '1' })).status).toBe(403);
      expect((await by.post(path, { version: '1' })).location).toBe(`/desk/doctors/${slug}?notyet`);
      expect((await by.post(path, { version: '1', token: 'of another session' })).status).toBe(303);
    }
    expect(wordsOf((await by.get(`/desk/doctors/${slug}?notyet`)).body)).toContain('nothing was done yet');
    expect(await db.sql`SELECT calendar_version FROM doctors WHERE id = ${id}`).toEqual([{ calendar_version: 1 }]);
    expect(await mailsTo(id)).toEqual([]);
  });

  test('that are none, or have left, have no page', async () => {
    const { id, slug } = await okafor();
    await db.sql`UPDATE doctors SET active = false WHERE id = ${id}`;
    const by = await ruth();
    for (const path of [`/desk/doctors/${slug}`, '/desk/doctors/nobody', '/desk/doctors/%00'])
      expect([path, (await by.get(path)).status]).toEqual([path, 404]);
    expect((await by.send(`/desk/doctors/${slug}/calendar/mail`, {})).status).toBe(404);
    expect((await by.send('/desk/doctors/nobody/calendar/link', { version: '1' })).status).toBe(404);
  });
});

describe('a doctor’s day', () => {
  test('says in words of each time how it stands', async () => {
    const { id, slug } = await okafor();
    await at(id, '09:00');
    await held(db, await at(id, '09:30'), visitor('Ada'));
    await endsIn(db, await held(db, await at(id, '10:00'), visitor('Ben')));
    const name = `Ada ${randomId()}`;
    const typed = booking('Ada', { name, email: `${randomId()}@example.org` });
    const appointment = await bookedAt(db, await at(id, '10:30'), typed);
    const cancelled = await bookedAt(db, await at(id, '11:00'));
    await cancelAppointment(db, cancelled, null);
    await withdraw(db, await at(id, '11:30'));
    const late = await at(id, '14:00');
    await held(db, late, visitor('Cleo'));
    await withdraw(db, late);
    const [row] = await db.sql<{ reference: string }[]>`SELECT reference FROM appointments WHERE id = ${appointment}`;
    const reference = `${row!.reference.slice(0, 4)}-${row!.reference.slice(4)}`;
    expect(await rows(slug)).toEqual([
      '9am to 9:30am Free',
      expect.stringMatching(/^9:30am to 10am Held until [\d:]+(am|pm)$/),
      '10am to 10:30am Free',
      `10:30am to 11am Booked: ${name} , ${reference}`,
      '11am to 11:30am Free',
      expect.stringMatching(/^2pm to 2:30pm Held until/),
    ]);
    const { body } = await (await ruth()).get(`/desk/doctors/${slug}?date=${DAY}`);
    expect(wordsOf(body)).toContain(`${day}: 1 appointment, 3 free times.`);
    expect(body).toContain(`<caption>Times on ${day}</caption>`);
    expect(body.match(/<th scope="col">/g)).toHaveLength(2);
    expect(body.match(/<th scope="row">/g)).toHaveLength(6);
    await db.sql`UPDATE appointments SET status = 'completed' WHERE id = ${appointment}`;
    expect((await rows(slug))[3]).toMatch(/Seen: Ada/);
    await db.sql`UPDATE appointments SET status = 'no-show' WHERE id = ${appointment}`;
    expect((await rows(slug))[3]).toMatch(/Did not come: Ada/);
  });

  test('says to whom a time is offered from the waiting list, and what was booked in addition', async () => {
    await dayAndNight(db);
    const { id, slug } = await okafor();
    const name = `Wanda ${randomId()}`;
    await joins(db, name, id);
    await db.sql`SELECT offer_slot(${await at(id, '09:00')})`;
    await db.sql`
      WITH patient AS (INSERT INTO patients (name, email) VALUES ('Oliver Over', 'over@example.org') RETURNING id)
      INSERT INTO appointments (reference, patient_id, doctor_id, overbooked_reason, date, start_time, end_time, during, intake)
      SELECT 'OVER2345', id, ${id}, 'Urgent', ${DAY}, '12:00', '12:30',
             tstzrange((${DAY}::date + time '12:00') AT TIME ZONE 'Europe/London', (${DAY}::date + time '12:30') AT TIME ZONE 'Europe/London'), '{}' FROM patient`;
    expect(await rows(slug)).toEqual([
      expect.stringMatching(
        new RegExp(`^9am to 9:30am Offered to ${name}, from the waiting list, until [\\d:]+(am|pm)`),
      ),
      'midday to 12:30pm Booked in addition: Oliver Over , OVER-2345',
    ]);
    await db.sql`UPDATE appointments SET status = 'cancelled', cancelled_at = now() WHERE reference = 'OVER2345'`;
    expect(await rows(slug)).toHaveLength(1);
  });

  test('says what the doctor’s own calendar blocks, what it overlaps, and when they are busy in any case', async () => {
    const { id, slug } = await okafor();
    const other = await okafor();
    await busy(other.id, `${DAY} 00:00`, `${DAY} 23:00`);
    await withdraw(db, await at(id, '09:00'));
    const name = `Ada ${randomId()}`;
    const booked = await at(id, '09:30');
    await bookedAt(db, booked, booking('Ada', { name, email: `${randomId()}@example.org` }));
    await withdraw(db, booked);
    await at(id, '10:00');
    await withdraw(db, await at(id, '10:30'));
    await busy(id, `${DAY} 08:45`, `${DAY} 09:45`);
    await busy(id, `${DAY} 18:00`, `${DAY} 19:30`);
    await busy(id, `${DAY} 23:30`, `${Temporal.PlainDate.from(DAY).add({ days: 2 })} 00:00`);
    expect(await rows(slug)).toEqual([
      '9am to 9:30am Blocked: busy in Dr Okafor’s own calendar',
      expect.stringMatching(
        new RegExp(`^9:30am to 10am Booked: ${name} , .* Busy in Dr Okafor’s own calendar at this time$`),
      ),
      '10am to 10:30am Free',
    ]);
    const by = await ruth();
    const said = wordsOf((await by.get(`/desk/doctors/${slug}?date=${DAY}`)).body);
    expect(said).toMatch(/Busy in Dr Okafor’s own calendar 8:45am to 9:45am 6pm to 7:30pm 11:30pm to midnight/);
    const next = Temporal.PlainDate.from(DAY).add({ days: 1 });
    const after = wordsOf((await by.get(`/desk/doctors/${slug}?date=${next}`)).body);
    expect(after).toMatch(
      /Dr Okafor has no times on this day, and nothing is booked\. Busy in Dr Okafor’s own calendar all day/,
    );
  });

  test('that is over says what was not booked', async () => {
    const { id, slug } = await okafor();
    await at(id, '09:00', '2024-03-05');
    expect(await rows(slug, '2024-03-05')).toEqual(['9am to 9:30am Was not booked']);
  });

  test('on which the clock changes is whole: no hour too much, and the hour that comes twice said so', async () => {
    const { id, slug } = await okafor();
    await db.sql`
      INSERT INTO time_slots (doctor_id, date, start_time, end_time, during)
      SELECT ${id}, '2026-10-25', '01:00', '01:30', tstzrange(t, t + interval '30 minutes')
      FROM (VALUES ('2026-10-25T00:00Z'::timestamptz), ('2026-10-25T01:00Z')) AS start (t)`;
    for (const [time, day] of [
      ['23:30', '2026-10-24'],
      ['00:00', '2026-10-25'],
      ['23:30', '2026-10-25'],
      ['00:00', '2026-10-26'],
    ])
      await at(id, time!, day);
    expect((await rows(slug, '2026-10-25')).map((row) => row.replace(' Was not booked', ''))).toEqual([
      'midnight to 12:30am',
      '1am (before the clocks go back) to 1:30am (before the clocks go back)',
      '1am (after the clocks go back) to 1:30am (after the clocks go back)',
      '11:30pm to midnight',
    ]);
  });

  test('leads to the days beside it, to today and to any other; what is no date stays to be put right', async () => {
    const { slug } = await okafor();
    const by = await ruth();
    const { body } = await by.get(`/desk/doctors/${slug}?date=2027-03-01`);
    expect(
      [...body.matchAll(/<a (?:id="\w+" )?href="([^"]+)">(Day before|Today|Day after)</g)].map(([, href, name]) => [
        name,
        href,
      ]),
    ).toEqual([
      ['Day before', `/desk/doctors/${slug}?date=2027-02-28`],
      ['Today', `/desk/doctors/${slug}`],
      ['Day after', `/desk/doctors/${slug}?date=2027-03-02`],
    ]);
    const today = wordsOf((await by.get(`/desk/doctors/${slug}`)).body);
    expect(today).toMatch(/Today, \w+day \d+ \w+: no appointments, no free times\. Day before Day after/);
    expect(wordsOf((await by.get(`/desk/doctors/${slug}?date=1st+March+2027`)).body)).toContain('Monday 1 March 2027:');
    for (const typed of ['soon', '2027-02-30', '0000-01-01', '9999-12-31', '1999-12-31']) {
      const bad = await by.get(`/desk/doctors/${slug}?date=${typed}`);
      expect([typed, bad.status]).toEqual([typed, 422]);
      expect(bad.body).toContain('<a href="#date">Enter a date like 24 December</a>');
      expect(bad.body).toContain(`value="${typed}"`);
      expect(bad.body).toContain('<title>Error: Dr Okafor, ');
    }
    expect((await by.get(`/desk/doctors/${slug}?date=2099-12-31`)).body).not.toContain('Day after');
    expect((await by.get(`/desk/doctors/${slug}?date=2000-01-01`)).body).not.toContain('Day before');
  });
});

const mailsTo = (id: number) => db.sql<
  { kind: string; recipient: string; about: Record<string, unknown>; key: string }[]
>`
  SELECT kind, recipient, about, key FROM mails WHERE about->>'doctorId' = ${String(id)} ORDER BY id`;

describe('the link to a doctor’s own calendar', () => {
  test('is shown, whole, and leads there', async () => {
    const { slug, page } = await okafor();
    const by = await ruth();
    const { body } = await by.get(`http://127.0.0.1:3000/desk/doctors/${slug}`);
    expect(body).toMatch(new RegExp(`<textarea id="link" readonly="" [^>]+>http://127.0.0.1:3000${page}</textarea>`));
    expect((await browser(site.app).get(page)).status).toBe(200);
  });

  test('is mailed to the doctor at a click, once a minute however often that is pressed', async () => {
    const { id, slug, page } = await okafor();
    const by = await ruth();
    const send = () => by.send(`/desk/doctors/${slug}/calendar/mail`, { date: DAY });
    const [answer] = await Promise.all([send(), send(), send()]);
    expect([answer.status, answer.location]).toEqual([303, `/desk/doctors/${slug}?date=${DAY}&did=mailed`]);
    const { body } = await by.get(answer.location);
    expect(wordsOf(body)).toContain(`The link is on its way to ${slug}@clinic.example. ${day}`);
    const [mail, ...more] = await mailsTo(id);
    expect([mail!.kind, mail!.recipient, more]).toEqual(['doctor-calendar', `${slug}@clinic.example`, []]);
    // As if it had been in the minute before, half a minute ago.
    await db.sql`
      UPDATE mails SET created_at = now() - interval '30 seconds',
        key = regexp_replace(key, '\\d+$', '') || floor(extract(epoch FROM now()) / 60)::bigint - 1 WHERE key = ${mail!.key}`;
    await send();
    expect(await mailsTo(id)).toHaveLength(1);
    await db.sql`UPDATE mails SET created_at = now() - interval '61 seconds' WHERE about->>'doctorId' = ${String(id)}`;
    await send();
    expect(await mailsTo(id)).toHaveLength(2);
    // Nothing in the table opens anything.
    expect(JSON.stringify(await mailsTo(id))).not.toContain(page.split('-').at(-1));
  });

  test('is offered by mail only where mail is sent', async () => {
    const { id, slug } = await okafor();
    const { app } = testApp(db, {
      NODE_ENV: 'production',
      SECRET_KEY: 's'.repeat(32),
      DESK_PASSWORD: 'front-desk-and-more',
    });
    const by = browser(app);
    await by.post('/desk/sign-in', { password: 'front-desk-and-more' });
    const { body } = await by.get(`/desk/doctors/${slug}`);
    expect(body).toContain('Make a new link');
    expect(body).not.toContain('/calendar/mail');
    const token = /name="token" value="([\w-]{22})"/.exec(body)![1]!;
    expect((await by.post(`/desk/doctors/${slug}/calendar/mail`, { token })).status).toBe(400);
    expect(await mailsTo(id)).toEqual([]);
  });

  test('is made anew: the one before opens nothing, and pressed twice it is done once', async () => {
    const { id, slug, page, feed } = await okafor();
    const by = await ruth();
    const send = (version = '1') => by.send(`/desk/doctors/${slug}/calendar/link`, { date: DAY, version });
    const answer = await send();
    expect([answer.status, answer.location]).toEqual([303, `/desk/doctors/${slug}?date=${DAY}&did=renewed`]);
    await send();
    expect(await db.sql`SELECT calendar_version FROM doctors WHERE id = ${id}`).toEqual([{ calendar_version: 2 }]);
    const { body } = await by.get(answer.location);
    expect(wordsOf(body)).toContain('There is a new link, below.');
    const now = await linksOf(db, site.secrets, id);
    expect(body).toContain(now.page);
    expect(body).toContain('name="version" value="2"');
    for (const path of [page, feed]) expect((await by.get(path)).status).toBe(404);
    expect((await by.get(now.page)).status).toBe(200);
    expect((await send('')).status).toBe(400);
    expect((await send('9'.repeat(30))).status).toBe(400);
  });

  test('whoever goes once more to where a form went is led to the day; a day that is none is not kept', async () => {
    const { slug } = await okafor();
    const by = await ruth();
    expect((await by.get(`/desk/doctors/${slug}/calendar/link`)).location).toBe(`/desk/doctors/${slug}`);
    const sent = await by.send(`/desk/doctors/${slug}/calendar/mail`, { date: '//elsewhere.example' });
    expect(sent.location).toBe(`/desk/doctors/${slug}?did=mailed`);
    expect((await by.get(`/desk/doctors/${slug}?did=toString`)).body).not.toContain('notice');
  });

  test('that did not arrive is on the list of such mail, by whom it was to', async () => {
    const { id, slug } = await okafor();
    const by = await ruth();
    await by.send(`/desk/doctors/${slug}/calendar/mail`, {});
    await db.sql`UPDATE mails SET ended = 'refused', ended_at = now() WHERE about->>'doctorId' = ${String(id)}`;
    const { body } = await by.get('/desk/mail');
    const [item] = body.split('<li class="task').filter((task) => task.includes(`${slug}@`));
    expect(wordsOf(`<li class="task${item!.split('</form>')[0]}`)).toMatch(
      /^Dr Okafor: Link to a doctor’s own calendar You had the link .* in the roster\. E-mail \S+ Waits since/,
    );
  });
});
