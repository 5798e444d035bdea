import { ArcticFetchError, CodeChallengeMethod, OAuth2Client, OAuth2RequestError } from 'arctic';
import { auth, calendar, type calendar_v3 } from 'googleapis/build/src/apis/calendar';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { clientAt } from '../support/google/client.ts';
import { ada, type Emulator, startEmulator } from '../support/google/emulator.ts';
import { BUSY, EVENTS, FaultyGoogle } from '../support/google/fault-server.ts';

const client = clientAt('http://localhost:3000');
const redirectUri = client.redirectUris[0]!;
const verifier = 'a verifier of 43 characters or more, as PKCE asks for';
const id = 'medibook0v1';
const start = { dateTime: '2026-12-01T09:00:00', timeZone: 'Europe/London' };
const end = { dateTime: '2026-12-01T09:15:00', timeZone: 'Europe/London' };
const reminders = { useDefault: false, overrides: [{ method: 'popup', minutes: 60 }] };
const event = { id, summary: 'Riverside Practice', start, end, reminders };

function oauthAt(url: string) {
  const arctic = new OAuth2Client(client.id, client.secret, redirectUri);
  const asked = arctic.createAuthorizationURLWithPKCE(
    `${url}/o/oauth2/v2/auth`,
    'a state',
    CodeChallengeMethod.S256,
    verifier,
    [EVENTS, BUSY],
  );
  asked.searchParams.set('access_type', 'offline');
  const token = `${url}/oauth2/token`;
  return {
    consentUrl: asked.href,
    redeem: (code: string, by = verifier) => arctic.validateAuthorizationCode(token, code, by),
    refresh: (refreshToken: string) => arctic.refreshAccessToken(token, refreshToken, []),
    revoke: (refreshToken: string) => arctic.revokeToken(`${url}/oauth2/revoke`, refreshToken),
  };
}

function calendarAt(rootUrl: string, access_token: string): calendar_v3.Calendar {
  const oauth = new auth.OAuth2();
  oauth.setCredentials({ access_token });
  return calendar({ version: 'v3', auth: oauth, rootUrl, retry: false });
}

/** What Google refused with. */
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    ({ status, response }) => `${status} ${response.data.error.errors[0].reason}`,
  );

describe('the emulator', () => {
  let google: Emulator;
  beforeEach(async () => {
    google = await startEmulator({ client });
  });
  afterEach(() => google.close());

  /** Ada presses her name on the page for consent. */
  async function consented() {
    const oauth = oauthAt(google.url);
    const page = await (await fetch(oauth.consentUrl)).text();
    const form = page.match(/<form.*?<\/form>/gs)!.find((found) => found.includes(ada.email))!;
    const [, action] = /action="([^"]+)"/.exec(form)!;
    const fields = [...form.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]);
    const body = new URLSearchParams(fields);
    const answer = await fetch(`${google.url}${action}`, { method: 'POST', body, redirect: 'manual' });
    const back = new URL(answer.headers.get('location')!);
    expect([`${back.origin}${back.pathname}`, back.searchParams.get('state')]).toEqual([redirectUri, 'a state']);
    return { oauth, tokens: await oauth.redeem(back.searchParams.get('code')!) };
  }

  test('takes Ada’s consent and gives tokens for what she was asked', async () => {
    const { oauth, tokens } = await consented();
    expect(tokens.scopes()).toEqual([EVENTS, BUSY]);
    expect((await oauth.refresh(tokens.refreshToken())).accessToken()).toBeTruthy();
    expect(google.grantsOf(ada.email)).toBe(1);
    await oauth.revoke(tokens.refreshToken());
    expect(google.grantsOf(ada.email)).toBe(0);
    await expect(oauth.refresh(tokens.refreshToken())).rejects.toThrow('invalid_grant');
  });

  test('lets Ada say no, and knows no other place to send her back to', async () => {
    const { consentUrl } = oauthAt(google.url);
    const page = await (await fetch(consentUrl)).text();
    expect(page).toContain(
      `<a class="user-btn" href="${redirectUri}?error=access_denied&amp;state=a+state">Cancel</a>`,
    );
    expect((await fetch(consentUrl.replace('callback', 'callback%2F'))).status).toBe(400);
  });

  test('keeps an event under our id, changes it, deletes it, and never takes its id again', async () => {
    const { tokens } = await consented();
    const { events, freebusy } = calendarAt(google.url, tokens.accessToken());
    const inserted = await events.insert({ calendarId: 'primary', requestBody: event });
    expect(inserted.data).toMatchObject({ id, creator: { email: ada.email, self: true }, organizer: { self: true } });
    expect((await fetch(inserted.data.htmlLink!)).status).toBe(200);
    expect(await refusal(events.insert({ calendarId: 'primary', requestBody: event }))).toBe('409 duplicate');

    const moved = { start: { dateTime: '2026-12-01T10:00:00' }, end: { dateTime: '2026-12-01T10:15:00' } };
    await events.patch({ calendarId: 'primary', eventId: id, requestBody: moved });
    const { data } = await events.get({ calendarId: 'primary', eventId: id });
    expect(data).toMatchObject({ ...event, start: { ...start, ...moved.start }, end: { ...end, ...moved.end } });
    expect(google.eventsOf(ada.email)).toEqual([data]);

    const asked = { timeMin: '2026-12-01T00:00:00Z', timeMax: '2026-12-02T00:00:00Z' };
    const items = [{ id: 'primary' }, { id: 'nobody@example.com' }];
    const busy = async () => (await freebusy.query({ requestBody: { ...asked, items } })).data.calendars!;
    expect(await busy()).toEqual({
      primary: { busy: [{ start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:15:00Z' }] },
      'nobody@example.com': { busy: [], errors: [{ domain: 'global', reason: 'notFound' }] },
    });

    await events.delete({ calendarId: 'primary', eventId: id });
    expect((await busy()).primary!.busy).toEqual([]);
    expect(google.eventsOf(ada.email)).toEqual([]);
    expect(await refusal(events.delete({ calendarId: 'primary', eventId: id }))).toBe('410 deleted');
    expect(await refusal(events.patch({ calendarId: 'primary', eventId: id, requestBody: moved }))).toBe('410 deleted');
    expect(await refusal(events.insert({ calendarId: 'primary', requestBody: event }))).toBe('409 duplicate');
  });

  test('opens nothing to a token that Ada took back', async () => {
    const { tokens } = await consented();
    google.removeAccess(ada.email);
    const { events } = calendarAt(google.url, tokens.accessToken());
    expect(await refusal(events.insert({ calendarId: 'primary', requestBody: event }))).toBe('401 authError');
  });
});

describe('the Google that fails', () => {
  let google: FaultyGoogle;
  beforeEach(async () => {
    google = await new FaultyGoogle().open();
  });
  afterEach(() => google.close());

  async function sentBack(consentUrl: string) {
    const answer = await fetch(consentUrl, { redirect: 'manual' });
    return Object.fromEntries(new URL(answer.headers.get('location')!).searchParams);
  }

  test('gives tokens for a code, to who has its verifier, and for a refresh token until it is revoked', async () => {
    const oauth = oauthAt(google.url);
    const { code = '', state } = await sentBack(oauth.consentUrl);
    expect(state).toBe('a state');
    await expect(oauth.redeem(code, 'another')).rejects.toThrow('invalid_grant');
    const tokens = await oauth.redeem(code);
    await expect(oauth.redeem(code)).rejects.toThrow('invalid_grant');
    const later = await oauth.refresh(tokens.refreshToken());
    expect(later.hasRefreshToken()).toBe(false);
    await oauth.revoke(tokens.refreshToken());
    await expect(oauth.refresh(tokens.refreshToken())).rejects.toThrow('invalid_grant');
    const { events } = calendarAt(google.url, later.accessToken());
    expect(await refusal(events.get({ calendarId: 'primary', eventId: id }))).toBe('401 authError');
    expect(google.asked.map(({ operation }) => operation)).toEqual([
      'consent',
      'code',
      'code',
      'code',
      'refresh',
      'revoke',
      'refresh',
      'get',
    ]);
  });

  test('gives no tokens to another client, nor for another address to be sent back to', async () => {
    const { consentUrl } = oauthAt(google.url);
    const { code = '' } = await sentBack(consentUrl);
    const redeem = (secret: string, uri: string) =>
      new OAuth2Client(client.id, secret, uri).validateAuthorizationCode(`${google.url}/oauth2/token`, code, verifier);
    await expect(redeem('another', redirectUri)).rejects.toThrow('invalid_client');
    await expect(redeem(client.secret, `${redirectUri}/`)).rejects.toThrow('redirect_uri_mismatch');
    expect((await redeem(client.secret, redirectUri)).scopes()).toEqual([EVENTS, BUSY]);
    expect((await fetch(consentUrl.replace('callback', 'callback%2F'))).status).toBe(400);
  });

  test('takes a no, a box that is unticked, and gives a second refresh token to who asks for consent again', async () => {
    const oauth = oauthAt(google.url);
    google.consents(null);
    expect(await sentBack(oauth.consentUrl)).toEqual({ error: 'access_denied', state: 'a state' });
    google.consents(ada.email);
    google.grantsOnly([BUSY]);
    const tokens = await oauth.redeem((await sentBack(oauth.consentUrl)).code!);
    expect(tokens.scopes()).toEqual([BUSY]);
    const { events } = calendarAt(google.url, tokens.accessToken());
    const refused = refusal(events.insert({ calendarId: 'primary', requestBody: event }));
    expect(await refused).toBe('403 insufficientPermissions');
    const again = async (url: string) => (await oauth.redeem((await sentBack(url)).code!)).hasRefreshToken();
    expect([await again(oauth.consentUrl), await again(`${oauth.consentUrl}&prompt=consent`)]).toEqual([false, true]);
  });

  test('fails as it is told, once each, and then does what it is asked', async () => {
    const { access, refresh } = google.grant(ada.email);
    const { events } = calendarAt(google.url, access);
    const insert = (name: string) => events.insert({ calendarId: 'primary', requestBody: { ...event, id: name } });
    google.fails(
      'insert',
      'userRateLimitExceeded',
      { error: 'tooManyRequests', retryAfter: 7 },
      'hang up',
      'lost answer',
    );
    expect(await refusal(insert('hangup'))).toBe('403 userRateLimitExceeded');
    await expect(insert('hangup')).rejects.toMatchObject({ status: 429 });
    await expect(insert('hangup')).rejects.toThrow();
    expect(google.eventsOf(ada.email)).toEqual([]);
    await expect(insert('taken')).rejects.toThrow();
    expect(await refusal(insert('taken'))).toBe('409 duplicate');

    google.fails('insert', 'silence');
    const waits = events.insert({ calendarId: 'primary', requestBody: { ...event, id: 'never' } }, { timeout: 200 });
    await expect(waits).rejects.toThrow();
    const { promise, resolve } = Promise.withResolvers<void>();
    google.fails('insert', promise);
    const held = insert('held0');
    await expect.poll(() => google.askedTo('insert').at(-1)?.body.id).toBe('held0');
    expect(google.eventsOf(ada.email)).toHaveLength(1);
    resolve();
    expect((await held).data.id).toBe('held0');

    const oauth = oauthAt(google.url);
    google.keepsFailing('refresh', 'invalid_grant');
    for (const _ of [1, 2]) await expect(oauth.refresh(refresh!)).rejects.toThrow(OAuth2RequestError);
    google.heals();
    google.fails('refresh', 'hang up', 'no JSON', 'backendError');
    await expect(oauth.refresh(refresh!)).rejects.toThrow(ArcticFetchError);
    for (const _ of [1, 2]) await expect(oauth.refresh(refresh!)).rejects.toThrow('Unexpected error response');
    google.expireAccessTokens();
    expect(await refusal(insert('later'))).toBe('401 authError');
    const anew = calendarAt(google.url, (await oauth.refresh(refresh!)).accessToken());
    expect(await refusal(anew.events.delete({ calendarId: 'primary', eventId: 'held0' }))).toBe('done');
    expect(await refusal(anew.events.delete({ calendarId: 'primary', eventId: 'held0' }))).toBe('410 deleted');
  });

  test('tells when Ada is busy, and why it cannot', async () => {
    const { freebusy, events } = calendarAt(google.url, google.grant(ada.email).access);
    const at = (hour: string) => `2026-12-01T${hour}:00Z`;
    google.isBusy(ada.email, [
      { start: at('09:15'), end: at('10:00') },
      { start: at('12:00'), end: at('13:00') },
    ]);
    await events.insert({ calendarId: 'primary', requestBody: event });
    const requestBody = { timeMin: at('00:00'), timeMax: at('11:00'), items: [{ id: 'primary' }] };
    const query = async () => (await freebusy.query({ requestBody })).data.calendars!.primary;
    expect(await query()).toEqual({ busy: [{ start: '2026-12-01T09:00:00Z', end: at('10:00') }] });
    google.hidesBusy(ada.email, 'internalError');
    expect(await query()).toEqual({ busy: [], errors: [{ domain: 'global', reason: 'internalError' }] });
  });

  test('is away while it is closed, and back at the same address', async () => {
    const { url } = google;
    const { events } = calendarAt(url, google.grant(ada.email).access);
    await google.close();
    await expect(events.insert({ calendarId: 'primary', requestBody: event })).rejects.toThrow();
    await google.open();
    expect(google.url).toBe(url);
    expect((await events.insert({ calendarId: 'primary', requestBody: event })).data.id).toBe(id);
  });
});
