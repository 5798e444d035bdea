import { describe, expect, test } from 'vitest';
import { cancelAppointment } from '../../src/booking/cancel.ts';
import { countUndelivered, dealtWith, sendAgain, undeliveredMail } from '../../src/mail/undelivered.ts';
import { askToSignIn } from '../../src/patients/sign-in.ts';
import { randomId } from '../../src/random-id.ts';
import { onSite } from '../booking/on-site.ts';
import { wordsOf } from '../support/app.ts';
import { booked, bookedAt, booking, doctor, slot } from '../support/clinic.ts';
import { dayAndNight, joins, openOffer, specialist } from '../support/waiting-list.ts';
import { signedIn, writtenTo } from './ruth.ts';

const { database, site } = onSite();
const { db } = database;
const ruth = () => signedIn(site.app);

/** Notes how it went with the mail that has this id of what it is about; its id. */
async function went(
  about: Record<string, unknown>,
  how: 'refused' | 'waits' = 'refused',
  trouble: string | null = null,
) {
  const [mail] = await db.sql<{ id: number }[]>`
    UPDATE mails SET trouble = ${trouble}, ended = ${how === 'refused' ? 'refused' : null},
      ended_at = CASE WHEN ${how === 'refused'} THEN now() END, created_at = now() - interval '20 minutes'
    WHERE about @> ${JSON.stringify(about)}::text::jsonb RETURNING id`;
  return mail!.id;
}

/** What the list says of the mail whose heading has this name. */
async function listed(name: string): Promise<string> {
  const { body } = await (await ruth()).get('/desk/mail');
  const items = body.split('<li class="task').filter((item) => item.includes(`<h2>${name}:`));
  expect(items).toHaveLength(1);
  return wordsOf(`<li class="task${items[0]!.split('</form>')[0]}`);
}

describe('mail that did not arrive', () => {
  test('is listed with whom to call; sent again, it is tried again; dealt with, it is listed no more', async () => {
    const by = await ruth();
    const { id, email } = await booked(db, {
      name: 'Ada',
      patient: { name: 'Ada Refused', email: `${randomId()}@example.org`, phone: '020 7946 0199' },
    });
    const [mail] =
      await db.sql`UPDATE mails SET ended = 'refused', ended_at = now(), trouble = '550 <b>no such user</b>'
      WHERE (about->>'appointmentId')::bigint = ${id} RETURNING id`;
    await db.sql`DELETE FROM graphile_worker._private_jobs`;
    expect(await listed('Ada Refused')).not.toContain('By now');
    expect(await listed('Ada Refused')).toMatch(
      /^Ada Refused: Confirmation of an appointment Tell them .* Phone 020 7946 0199 E-mail \S+ Appointment \w+ \d+ \w+( \d{4})?, [\w:]+ With Dr Okafor .* The mail server says there is no such address. It said: 550 &lt;b&gt;no such user/,
    );
    expect(wordsOf((await by.get('/desk')).body)).toMatch(/\d+ mails? did not arrive/);
    await by.send(`/desk/mail/${mail!.id}`, { action: 'again' });
    expect((await by.get('/desk/mail')).body).not.toContain(email);
    const jobs = await db.sql`SELECT attempts FROM graphile_worker.jobs WHERE key = ${`mail ${mail!.id}`}`;
    expect(jobs).toEqual([{ attempts: 0 }]);
    await db.sql`UPDATE mails SET created_at = now() - interval '20 minutes' WHERE id = ${mail!.id}`;
    expect(wordsOf((await by.get('/desk/mail')).body)).toContain('Nothing has tried to send it yet');
    await by.send(`/desk/mail/${mail!.id}`, { action: 'done' });
    expect((await by.get('/desk/mail')).body).not.toContain(email);
  });

  test('two of one kind to one person have buttons that are told apart', async () => {
    const patient = { name: `Ada ${randomId()}`, email: `${randomId()}@example.org` };
    const ids: number[] = [];
    for (const hours of [1, 2, 3]) ids.push((await booked(db, { patient, inMinutes: 5000 + 60 * hours })).id);
    // Two in one minute, and a later one about the same appointment as the first.
    await db.sql`
      UPDATE mails SET ended = 'refused', ended_at = now(),
        created_at = now() - CASE WHEN appointment = ${ids[2]!} THEN 1 ELSE 2 END * interval '1 minute',
        about = jsonb_set(about, '{appointmentId}', to_jsonb(CASE WHEN appointment = ${ids[2]!} THEN ${ids[0]!} ELSE appointment END))
      FROM unnest(${ids}::int[]) AS appointment WHERE (about->>'appointmentId')::bigint = appointment`;
    const { body } = await (await ruth()).get('/desk/mail');
    const buttons = [...body.matchAll(/ aria-label="([^"]+)"/g)]
      .map(([, name]) => name!)
      .filter((name) => name.includes(patient.name));
    expect([buttons.length, new Set(buttons).size]).toEqual([6, 6]);
    expect(buttons[0]).toMatch(/^It is dealt with: Ada \S+: Confirmation of an appointment, \w+ \d+ \w+.*/);
  });

  test('of how an appointment was is listed no more once there is mail of how it is, to the same person', async () => {
    const name = `Ada ${randomId()}`;
    const patient = { name, email: `${randomId()}@example.org` };
    const bookedBy = { name: `Ben ${randomId()}`, email: `${randomId()}@example.org` };
    const { id } = await booked(db, { patient, bookedBy });
    await went({ appointmentId: id });
    const kinds = async () => {
      const all = (await undeliveredMail(db, 1_000)).filter((mail) => mail.patient === name);
      return all.map((mail) => `${mail.kind} to ${mail.name!.split(' ')[0]}`).toSorted();
    };
    const waiting = await countUndelivered(db);
    expect(await kinds()).toEqual(['booked to Ada', 'booked to Ben']);
    await cancelAppointment(db, id, null);
    // Where the patient's and the booker's address differ in case only, either may be the one that is written to.
    await db.sql`UPDATE mails SET recipient = upper(recipient) WHERE kind = 'cancelled' AND recipient = ${patient.email}`;
    expect(await kinds()).toEqual([]);
    await went({ appointmentId: id, sequence: 1 });
    expect(await kinds()).toEqual(['cancelled to Ada', 'cancelled to Ben']);
    expect(await countUndelivered(db)).toBe(waiting);
    await db.sql`DELETE FROM mails WHERE kind = 'cancelled' AND recipient = ${bookedBy.email}`;
    expect(await kinds()).toEqual(['booked to Ben', 'cancelled to Ada']);
    await db.sql`UPDATE mails SET ended = 'needless' WHERE kind = 'cancelled' AND lower(recipient) = ${patient.email}`;
    expect(await kinds()).toEqual(['booked to Ada', 'booked to Ben']);
  });

  test('one that is being sent at this moment is not sent beside that', async () => {
    const by = await ruth();
    const { id } = await booked(db);
    const [mail] =
      await db.sql`UPDATE mails SET created_at = now() - interval '20 minutes' WHERE (about->>'appointmentId')::bigint = ${id} RETURNING id`;
    await db.sql`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'a worker' WHERE key = ${`mail ${mail!.id}`}`;
    const answer = await by.send(`/desk/mail/${mail!.id}`, { action: 'again' });
    expect(wordsOf((await by.get(answer.location)).body)).toContain('Nothing was done: the mail to');
    const jobs =
      await db.sql`SELECT locked_by FROM graphile_worker._private_jobs WHERE (payload->>'mailId')::bigint = ${mail!.id}`;
    expect(jobs).toEqual([{ locked_by: 'a worker' }]);
  });

  test('one whose job failed for good is listed with what went wrong, and one that was sent is never sent again', async () => {
    const by = await ruth();
    const { id } = await booked(db);
    const [mail] =
      await db.sql`UPDATE mails SET created_at = now() - interval '5 days' WHERE (about->>'appointmentId')::bigint = ${id} RETURNING id, recipient`;
    await db.sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts, last_error = 'a bug of ours' WHERE key = ${`mail ${mail!.id}`}`;
    expect(wordsOf((await by.get('/desk/mail')).body)).toContain('It is not tried any more. It said: a bug of ours');
    await db.sql`UPDATE mails SET ended = 'sent', ended_at = now() WHERE id = ${mail!.id}`;
    expect((await by.get('/desk/mail')).body).not.toContain(mail!.recipient);
    await by.send(`/desk/mail/${mail!.id}`, { action: 'again' });
    expect(await db.sql`SELECT ended FROM mails WHERE id = ${mail!.id}`).toEqual([{ ended: 'sent' }]);
  });
});

describe('of each mail the list says whom to call and what to tell:', () => {
  const unique = (name: string) => `${name} ${randomId()}`;

  test('an appointment’s, to who booked it for somebody, that no phone was given, and what became of it', async () => {
    const name = unique('Mother');
    const id = await bookedAt(db, await slot(db), {
      ...booking('Child'),
      bookedBy: { name, email: `${randomId()}@example.org`, phone: undefined },
    });
    const [row] = await db.sql`SELECT booked_by->>'email' AS email FROM appointments WHERE id = ${id}`;
    await db.sql`UPDATE mails SET ended = 'refused', ended_at = now() WHERE recipient = ${row!.email}`;
    expect(await listed(name)).toMatch(/Phone no phone was given E-mail \S+ Patient Child\w* Appointment/);
    await db.sql`UPDATE appointments SET status = 'cancelled', cancelled_at = now() WHERE id = ${id}`;
    await db.sql`UPDATE mails SET ended = 'sent', ended_at = now() WHERE kind = 'cancelled'`;
    expect(await listed(name)).toContain('By now it is cancelled');
  });

  test('the waiting list’s and an offer’s, with the time and until when it is held', async () => {
    await dayAndNight(db);
    const { id: doctorId } = await specialist(db);
    const [waits, offered] = [unique('Wanda'), unique('Oliver')];
    const other = await joins(db, waits, await doctor(db, 'Dr Tan'));
    await went({ waitingId: other }, 'refused', 'Message failed: 552 too much');
    expect(await listed(waits)).toMatch(
      /Tell them that they are on the waiting list once they say yes by the link in the mail\. Phone .* With Dr Tan .* The mail server would not take it. It said: Message failed: 552/,
    );
    const entry = await joins(db, offered, doctorId);
    const slotId = await slot(db, { doctorId, inMinutes: 4000 });
    await db.sql`SELECT offer_slot(${slotId})`;
    const offerId = await openOffer(db, slotId);
    await db.sql`UPDATE mails SET ended = 'sent', ended_at = now() WHERE about->>'waitingId' = ${String(entry)}`;
    await went({ offerId }, 'waits');
    expect(await listed(offered)).toMatch(
      /Phone .* Offered time \w+ \d+ \w+.* With Dr Okafor Held for them until \w+ \d+ /,
    );
    // Who cannot be told has it no more.
    await went({ offerId });
    expect(await listed(offered)).toMatch(/Held until .*, and no more/);
  });

  test('a message’s, with the way to it', async () => {
    const name = unique('Grace');
    const reference = await writtenTo(site.app, 'How much?', { name });
    const [message] = await db.sql<{ id: number }[]>`SELECT id FROM messages WHERE reference = ${reference}`;
    await went({ messageId: message!.id });
    expect(await listed(name)).not.toContain('Phone');
    expect((await (await ruth()).get('/desk/mail')).body).toContain(`<a href="/desk/messages/${reference}">`);
  });

  test('a sign-in link’s, that the patient can ask anew', async () => {
    const { email } = await booked(db);
    await askToSignIn(db, email);
    await db.sql`UPDATE mails SET ended = 'refused', ended_at = now() WHERE kind = 'sign-in' AND recipient = ${email}`;
    expect(await listed(email)).toContain('They can ask for another at any time.');
  });

  test('and in plain words how it stands', async () => {
    const name = unique('Stan');
    const { id } = await booked(db, { name, patient: { ...booking(name).patient, name } });
    const mail = await went({ appointmentId: id }, 'waits');
    expect(await listed(name)).toContain(
      'Nothing has tried to send it yet: the part of MediBook that sends mail may not be running.',
    );
    await db.sql`UPDATE mails SET tried_at = now(), trouble = 'try later' WHERE id = ${mail}`;
    expect(await listed(name)).toContain('It is still being tried. It said: try later');
    await db.sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = ${`mail ${mail}`}`;
    expect(await listed(name)).toContain('It is not tried any more.');
    for (const [trouble, says] of [
      [
        "Can't send mail - all recipients were rejected: 550 5.1.1 no such user",
        'The mail server says there is no such address.',
      ],
      [
        "Can't send mail - all recipients were rejected: 550 5.7.1 relaying denied",
        'The mail server would not take it.',
      ],
      ['Message failed: 554 looks like spam', 'The mail server would not take it.'],
    ] as const) {
      await went({ appointmentId: id }, 'refused', trouble);
      expect(await listed(name)).toContain(says);
    }
  });
});

describe('a click on the list', () => {
  /** A mail to somebody of its own that was refused. */
  async function refused() {
    const { id, email } = await booked(db);
    return { mail: await went({ appointmentId: id }), email };
  }
  const press = async (mail: number, action: 'again' | 'done') => {
    const by = await ruth();
    const answer = await by.send(`/desk/mail/${mail}`, { action });
    expect(answer.status).toBe(303);
    return wordsOf((await by.get(answer.location)).body);
  };

  test('is answered by what was done', async () => {
    const { mail, email } = await refused();
    expect(await press(mail, 'again')).toContain(`The mail to ${email} is being sent again.`);
    expect(await press(mail, 'done')).toContain(`The mail to ${email} is dealt with.`);
  });

  test.each(['again', 'done'] as const)(
    'does nothing and says so where somebody else has dealt with it, or it arrived: %s',
    async (action) => {
      const { mail, email } = await refused();
      await press(mail, 'done');
      const dealt = await db.sql`SELECT * FROM mails WHERE id = ${mail}`;
      expect(await press(mail, action)).toContain(
        `Nothing was done: somebody else has dealt with the mail to ${email}`,
      );
      expect(await db.sql`SELECT * FROM mails WHERE id = ${mail}`).toEqual(dealt);
      await db.sql`UPDATE mails SET dealt_at = NULL, ended = 'sent' WHERE id = ${mail}`;
      expect(await press(mail, action)).toContain(`Nothing was done: the mail to ${email} has arrived meanwhile.`);
      await db.sql`UPDATE mails SET ended = 'needless' WHERE id = ${mail}`;
      expect(await press(mail, action)).toContain('is true no more');
      await db.sql`DELETE FROM mails WHERE id = ${mail}`;
      expect(await press(mail, action)).toContain('Nothing was done: there is no such mail any more.');
    },
  );

  test('of two at once is done once, and the other is told', async () => {
    for (let nth = 0; nth < 5; nth++) {
      const { mail } = await refused();
      const outcomes = await Promise.all([dealtWith(db, mail), dealtWith(db, mail), dealtWith(db, mail)]);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array(2).fill({ ok: false, reason: 'dealt' }));
      expect(await sendAgain(db, mail)).toEqual({ ok: false, reason: 'dealt' });
    }
  });

  test('that is waited for by another says why nothing was done as it is then, not as it was', async () => {
    const { mail } = await refused();
    let waiting: Promise<unknown>;
    await db.sql.begin(async (sql) => {
      await sql`UPDATE mails SET dealt_at = now() WHERE id = ${mail}`;
      waiting = dealtWith(db, mail);
      await sql`SELECT pg_sleep(0.2)`;
    });
    expect(await waiting!).toEqual({ ok: false, reason: 'dealt' });
  });

  test.each(['constructor', 'x', ''])('of no known kind (%s) is not spoken of', async (did) => {
    const answer = await (await ruth()).get(`/desk/mail?did=${did}&mail=1`);
    expect([answer.status, answer.body.includes('class="notice"')]).toEqual([200, false]);
  });
});
