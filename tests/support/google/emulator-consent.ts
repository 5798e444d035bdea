import { Hono } from 'hono';
import { html } from 'hono/html';
import { type Client, credentialsIn } from './client.ts';

/** Consent and tokens of the emulator, with what it lacks there. */
export function consentRoutes(emulator: Pick<Hono, 'fetch' | 'request'>, client: Client): Hono {
  const app = new Hono();
  app.get('/o/oauth2/v2/auth', async (c) => {
    const { redirect_uri = '', state = '' } = c.req.query();
    // The emulator forgives a slash or a query.
    if (!client.redirectUris.includes(redirect_uri)) return c.text('Error 400: redirect_uri_mismatch', 400);
    const answer = await emulator.fetch(c.req.raw);
    const back = `${redirect_uri}?${new URLSearchParams({ error: 'access_denied', state })}`;
    const cancel = await html`<p><a class="user-btn" href="${back}">Cancel</a></p>`;
    return c.html((await answer.text()).replace(/(.*<\/form>)/s, `$1${cancel}`), answer.status as 200);
  });
  // The emulator looks for the client in the body alone.
  app.on('POST', ['/oauth2/token', '/oauth2/revoke'], async (c) => {
    const body = new URLSearchParams(await c.req.text());
    const { id, secret } = credentialsIn(c.req.header('authorization')) ?? {};
    if (id) body.set('client_id', id);
    if (secret) body.set('client_secret', secret);
    return emulator.request(c.req.path, { method: 'POST', body });
  });
  return app;
}
