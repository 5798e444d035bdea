import { beforeEach, expect, test } from 'vitest';
import { type Browser, browser, testApp } from '../support/app.ts';
import { slot } from '../support/clinic.ts';
import { ownDatabase } from '../support/database.ts';
import { hold, pathOf } from './on-site.ts';

const details = ['name', 'email', 'phone', 'dateOfBirth-day', 'dateOfBirth-month', 'dateOfBirth-year'];
const booker = ['bookerName', 'bookerEmail', 'bookerPhone'];

const database = ownDatabase();
let patient: Browser;
let path: string;
beforeEach(async () => {
  patient = browser(testApp(database.db).app);
  path = await hold(patient, await slot(database.db));
});

const boxOf = (page: string, name: string) => new RegExp(`<input[^>]* name="${name}"[^>]*>`).exec(page)![0];
const shownIn = (page: string, name: string) => / value="([^"]*)"/.exec(boxOf(page, name))![1];

test('who types their own details and then books for a child types nothing twice', async () => {
  const ada = { name: 'Ada Byron', email: 'ada@example.org', phone: '020 7946 0150' };
  await patient.post(path, { ...ada, 'dateOfBirth-day': '27/3/1985', action: 'booker' });
  const page = await patient.get(`${path}/booker`);
  const filled = Object.fromEntries(booker.map((field) => [field, shownIn(page.body, field)!]));
  expect(filled).toEqual({ bookerName: ada.name, bookerEmail: ada.email, bookerPhone: ada.phone });

  expect(pathOf((await patient.post(`${path}/booker`, { ...filled, action: 'save' })).location)).toBe(path);
  const back = (await patient.get(path)).body;
  expect(details.map((field) => shownIn(back, field))).toEqual(['', ada.email, ada.phone, '', '', '']);
});

test('who only wants more time on that page is still the patient; what they typed there stays there', async () => {
  const ada = { name: 'Ada Byron', email: 'ada@example.org', phone: '', 'dateOfBirth-day': '27' };
  await patient.post(path, { ...ada, action: 'booker' });
  for (const typed of [
    { bookerName: ada.name, bookerEmail: ada.email, bookerPhone: '' },
    { bookerName: ada.name, bookerEmail: ada.email, bookerPhone: '020 7946 0150' },
    { bookerName: 'Mrs Byron', bookerEmail: ada.email, bookerPhone: '' },
  ]) {
    const { location } = await patient.post(`${path}/booker`, { ...typed, action: 'extend' });
    const there = await patient.get(location);
    expect(there.status).toBe(200);
    expect(booker.map((field) => shownIn(there.body, field))).toEqual(Object.values(typed));
    const page = (await patient.get(path)).body;
    expect([shownIn(page, 'name'), shownIn(page, 'dateOfBirth-day')]).toEqual(['Ada Byron', '27']);
    expect(page).not.toContain('Booked by');
  }
});

test('what is noted for the booker is not mixed with the patient’s', async () => {
  await patient.post(path, { name: 'Tim', email: 'tim@example.org', phone: '12345', action: 'booker' });
  const sent = await patient.post(`${path}/booker`, { bookerName: 'Mrs Tim', bookerEmail: '', bookerPhone: '' });
  const half = await patient.get(sent.location);
  expect(half.status).toBe(422);
  expect(booker.map((field) => shownIn(half.body, field))).toEqual(['Mrs Tim', '', '']);
});

test('a browser fills in the patient’s details only where the patient types them', async () => {
  const filled = (page: string) => details.map((field) => / autocomplete="([^"]*)"/.exec(boxOf(page, field))![1]);
  expect(filled((await patient.get(path)).body)).toEqual([
    'name',
    'email',
    'tel',
    'bday-day',
    'bday-month',
    'bday-year',
  ]);
  await patient.post(`${path}/booker`, { bookerName: 'Mrs Tim', bookerEmail: 'mother@example.org', action: 'save' });
  expect(filled((await patient.get(path)).body)).toEqual(Array(6).fill('off'));
});
