/** What only the clinic can put right at Google, as the log tells whoever runs MediBook. */
import { beforeEach, describe, expect, test } from 'vitest';
import { connectCalendar } from '../../src/google/connection.ts';
import { randomId } from '../../src/random-id.ts';
import { browser, wordsOf } from '../support/app.ts';
import { booked, doctor } from '../support/clinic.ts';
import { connectionsIn, eventsIn, googleStage, minutesPass, patientAt } from '../support/google/stage.ts';
import { settled } from '../support/post-office.ts';

const stage = googleStage();
const { db, google } = stage;
beforeEach(async () => {
  await db.sql`DELETE FROM google_connections`;
  await db.sql`DELETE FROM graphile_worker._private_jobs`;
});

/** Patients who have agreed, and whose appointment no job has written yet. */
async function agreed(many: number) {
  const patients = [];
  for (let nth = 0; nth < many; nth++) {
    const patient = await patientAt(stage);
    await patient.agree(`patient.${nth}@example.org`);
    patients.push(patient);
  }
  return patients;
}

/** What the log says from here on, of this level or above (40: warn, 50: error). */
function logged() {
  const from = stage.log().length;
  return (least = 40) =>
    stage
      .log()
      .slice(from)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { level: number; msg: string; why?: string; calendars?: number })
      .filter(({ level }) => level >= least)
      .map(({ level, msg, why, calendars }) => [level, why ?? calendars, msg]);
}

const wrongClient = [50, 'invalid_client', expect.stringMatching(/^Google does not take GOOGLE_CLIENT_ID and GOOGLE_/)];
const rightClient = [40, undefined, 'Google takes GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET again'];

describe('an id and secret that Google does not take', () => {
  test('are said at the start, before anybody connects a calendar', async () => {
    google.keepsFailing('check', 'invalid_client');
    const said = logged();
    stage.work();
    await expect.poll(() => said()).toEqual([wrongClient]);
  });

  test('are said once for all calendars that wait, and once more when Google takes them', async () => {
    const patients = await agreed(3);
    google.expireAccessTokens();
    google.keepsFailing('refresh', 'invalid_client');
    const said = logged();
    stage.work();
    await settled(db);
    await minutesPass(db, 11);
    expect(said()).toEqual([wrongClient]);
    google.heals();
    await minutesPass(db, 11);
    for (const { id } of patients) expect(await eventsIn(db, id)).toMatchObject([{ state: 'added' }]);
    expect(said()).toEqual([wrongClient, rightClient]);
  });

  test('are right where Google knows no such token, and that is said at the start', async () => {
    const said = logged();
    stage.work();
    await expect
      .poll(() => said(30))
      .toEqual([[30, undefined, 'Google is there and takes the clinic’s id and secret']]);
  });

  test('are not called wrong while Google is away', async () => {
    google.keepsFailing('check', 'unavailable');
    const said = logged();
    stage.work();
    await expect.poll(() => said()).toEqual([[40, expect.any(String), expect.stringMatching(/^Google does not say/)]]);
  });
});

test('a Calendar API that is not enabled is said once, and once more when it is', async () => {
  await agreed(3);
  google.keepsFailing('insert', 'accessNotConfigured');
  const said = logged();
  stage.work();
  await settled(db);
  await minutesPass(db, 11);
  const wrong = [50, expect.stringContaining('403'), expect.stringMatching(/^the Google Calendar API is not enabled/)];
  expect(said()).toEqual([wrong]);
  google.heals();
  await minutesPass(db, 11);
  expect(said()).toEqual([wrong, [40, undefined, 'the Google Calendar API is enabled again']]);
});

describe('calendars that were connected by another client of the clinic’s', () => {
  test('wait, and the log says so once, whatever Google says of others', async () => {
    const patients = await agreed(3);
    google.expireAccessTokens();
    google.fails('refresh', 'unauthorized_client');
    google.fails('refresh', 'unauthorized_client');
    const said = logged();
    stage.work();
    await settled(db);
    await minutesPass(db, 11);
    const others = [50, 'unauthorized_client', expect.stringMatching(/^calendars were connected by another client/)];
    expect(said()).toEqual([others]);
    for (const { id } of patients) expect(await eventsIn(db, id)).toMatchObject([{ state: 'added' }]);
  });

  test.each([
    ['another client', () => google.keepsFailing('refresh', 'unauthorized_client')],
    ['a key that is not here', () => db.sql`UPDATE google_connections SET google_refresh_token = 'AAAAAAAA.sealed'`],
  ])('are to be connected again after the last try: %s', async (_, happens) => {
    const [ada] = await agreed(1);
    google.expireAccessTokens();
    await happens();
    await db.sql`UPDATE google_connections SET access_until = now() - interval '1 minute'`;
    const stop = stage.work();
    await settled(db);
    await stop();
    expect(await connectionsIn(db)).toMatchObject([{ lost_why: null }]);
    await db.sql`UPDATE graphile_worker._private_jobs SET attempts = max_attempts - 1`;
    stage.work();
    await minutesPass(db, 11);
    expect(await connectionsIn(db)).toMatchObject([
      { lost_why: expect.stringMatching(/^(locked|unauthorized_client)$/) },
    ]);
    expect(await ada!.page()).toContain('Reconnect Google Calendar');
  });
});

test('a Google that does not answer is said once for all that wait, and once more when it does', async () => {
  const patients = await agreed(3);
  for (const operation of ['check', 'insert', 'refresh'] as const) google.keepsFailing(operation, 'hang up');
  const said = logged();
  stage.work();
  await settled(db);
  await minutesPass(db, 11);
  const away = [40, 'no answer', expect.stringMatching(/^Google does not answer: calendars wait/)];
  expect(said()).toEqual([away]);
  google.heals();
  await minutesPass(db, 11);
  for (const { id } of patients) expect(await eventsIn(db, id)).toMatchObject([{ state: 'added' }]);
  expect(said()).toEqual([away, [40, undefined, 'Google answers again']]);
});

test('a Google that does not answer is said, too, where the first that waits is what is to be ended there', async () => {
  stage.work();
  const ada = await patientAt(stage);
  await ada.connect();
  await settled(db);
  google.keepsFailing('revoke', 'hang up');
  const said = logged();
  await ada.press((await connectionsIn(db))[0]!.id, 'disconnect');
  await settled(db);
  expect(said()).toEqual([[40, 'no answer', expect.stringMatching(/^Google does not answer/)]]);
  google.heals();
  await minutesPass(db, 11);
});

test('what may pass by itself is said for each try', async () => {
  await agreed(1);
  google.fails('insert', 'unavailable');
  const said = logged();
  stage.work();
  await settled(db);
  expect(said()).toEqual([[40, expect.stringMatching(/^later 503/), expect.stringMatching(/^a job waits/)]]);
});

test('what calendars wait for is on the front desk’s first page, once that is no matter of minutes', async () => {
  const [ada] = await agreed(1);
  google.keepsFailing('insert', 'accessNotConfigured');
  stage.work();
  await settled(db);
  const desk = browser(stage.app().app);
  await desk.post('/desk/sign-in', { password: 'front-desk', to: '/desk' });
  const page = async () => wordsOf((await desk.get('/desk')).body);
  expect(await page()).not.toContain('Google Calendar');
  await db.sql`UPDATE graphile_worker._private_jobs SET created_at = created_at - interval '16 minutes'`;
  expect(await page()).toContain(
    'Google Calendar 1 appointment still to be written into calendars. Tell whoever looks',
  );
  google.heals();
  await minutesPass(db, 11);
  expect(await eventsIn(db, ada!.id)).toMatchObject([{ state: 'added' }]);
  expect(await page()).not.toContain('Google Calendar');
});

test('a doctor’s calendar that could not be read for a quarter of an hour is on the front desk’s page until it is', async () => {
  const doctorId = await doctor(db);
  const { access, refresh, scopes } = google.grant('okafor@example.org');
  const tokens = { access, refresh: refresh!, scopes, accessUntil: Temporal.Now.instant().add({ hours: 1 }) };
  const made = stage.app();
  await connectCalendar(db, made.secrets, { consent: randomId(), doctorId, tokens });
  const desk = browser(made.app);
  await desk.post('/desk/sign-in', { password: 'front-desk', to: '/desk' });
  const page = async () => wordsOf((await desk.get('/desk')).body);
  expect(await page()).not.toContain('Google Calendar');
  const unread = 'Google Calendar 1 doctor’s calendar not read for a while';
  await db.sql`UPDATE google_connections SET connected_at = now() - interval '16 minutes'`;
  expect(await page()).toContain(unread);
  await db.sql`UPDATE google_connections SET busy_read_at = now() - interval '14 minutes'`;
  expect(await page()).not.toContain('Google Calendar');
  await db.sql`UPDATE google_connections SET busy_read_at = now() - interval '16 minutes'`;
  expect(await page()).toContain(unread);
  // One that is lost is said of already.
  await db.sql`SELECT lose_google_connection(id, 'invalid_grant') FROM google_connections`;
  expect(await page()).not.toContain(unread);
});

test('calendars that no key opens are counted at the start, and nothing is lost', async () => {
  await agreed(2);
  await db.sql`UPDATE google_connections SET google_refresh_token = 'AAAAAAAA.sealed', google_access_token = NULL, access_until = NULL`;
  await booked(db);
  const said = logged();
  stage.work();
  await settled(db);
  expect(said()).toEqual([
    [50, 2, expect.stringMatching(/^connected calendars are locked with a key that is not here/)],
  ]);
  expect(await connectionsIn(db)).toMatchObject([{ lost_why: null }, { lost_why: null }]);
});

test('calendars that are connected where the settings for Google are not are counted at the start, and none is no word', async () => {
  const without = { GOOGLE_CLIENT_ID: '', GOOGLE_CLIENT_SECRET: '', GOOGLE_ENDPOINT: '' };
  const said = logged();
  const stop = stage.work(without);
  await settled(db);
  await stop();
  expect(said()).toEqual([]);
  await agreed(2);
  stage.work(without);
  await expect
    .poll(() => said())
    .toEqual([
      [40, 2, expect.stringMatching(/^calendars are connected, but GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET/)],
    ]);
});
