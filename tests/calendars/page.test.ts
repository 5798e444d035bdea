import { expect, test } from 'vitest';
import { onSite } from '../booking/on-site.ts';
import { browser, testApp, wordsOf } from '../support/app.ts';
import { adaeze, linksOf } from './adaeze.ts';

const { database, site } = onSite();
const { db } = database;
const at = 'https://booking.example';
const onPublicSite = () => browser(testApp(db, { PUBLIC_URL: at }).app);

test('a doctor’s own page has the address to copy, to follow, and what it is; no cache and no index keeps it', async () => {
  const { feed, page } = await adaeze(db, site.secrets);
  const { status, headers, body } = await onPublicSite().get(page);
  expect(status).toBe(200);
  expect([headers.get('cache-control'), headers.get('x-robots-tag')]).toEqual(['no-store', 'noindex']);
  expect(body).toMatch(/<label for="address">Address to subscribe to<\/label>/);
  expect(body).toMatch(new RegExp(`<textarea id="address" readonly="" [^>]+>${at}${feed}</textarea>`));
  expect(body).toContain(`<a href="webcal://booking.example${feed}">Subscribe on this device</a>`);
  expect(wordsOf(body)).toMatch(
    /Dr Okafor: have your .* Whoever has this address sees the same .* Apple .* Google .* Outlook/,
  );
});

test('without PUBLIC_URL the address is that of who asks', async () => {
  const { feed, page } = await adaeze(db, site.secrets);
  const { body } = await browser(site.app).get(`http://127.0.0.1:3000${page}`);
  expect(body).toContain(`>http://127.0.0.1:3000${feed}</textarea>`);
});

test('the doctor makes a new address: the old ones work no more, and the new page says what to do', async () => {
  const { id, feed, page } = await adaeze(db, site.secrets);
  const by = onPublicSite();
  const answer = await by.post(page, {});
  const now = await linksOf(db, site.secrets, id);
  expect([answer.status, answer.location]).toEqual([303, `${now.page}?renewed`]);
  expect(now.page).not.toBe(page);
  const { body } = await by.get(answer.location);
  expect(wordsOf(body)).toContain('This page and your calendar have new addresses.');
  expect(body).toContain(now.feed);
  for (const path of [page, feed]) expect((await by.get(path)).status).toBe(404);
});

test('neither a look at the page, a link that is over, the calendar’s address nor another site makes one', async () => {
  const { id, feed, page } = await adaeze(db, site.secrets);
  const by = onPublicSite();
  await by.get(page);
  expect((await by.post(feed.replace('/appointments.ics', ''), {})).status).toBe(404);
  expect((await by.post(`${page}x`, {})).status).toBe(404);
  expect((await by.post(page, {}, { headers: { origin: 'https://elsewhere.example' } })).status).toBe(403);
  expect((await by.post(page, {}, { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
  expect(await db.sql`SELECT calendar_version FROM doctors WHERE id = ${id}`).toEqual([{ calendar_version: 1 }]);
});
