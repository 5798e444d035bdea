import { Hono } from 'hono';
import { KeptMailPage, KeptMailsPage } from '../../views/mail/kept.tsx';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { type KeptMail, keptMail, keptMails } from './kept.ts';

/** Mail that was kept instead of sent, to be read in development: `/dev/mail`. */
export const keptMailRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/dev/mail', async (c) =>
      c.html(<KeptMailsPage frame={await frameOf(c, deps)} mails={await keptMails(deps.db)} />),
    )

    .get('/dev/mail/:id', async (c) =>
      c.html(<KeptMailPage frame={await frameOf(c, deps)} mail={await mustFind(c, deps)} />),
    )

    .get('/dev/mail/:id/calendar.ics', async (c) => {
      const { icalEvent } = (await mustFind(c, deps)).kept;
      if (!icalEvent) throw new RefusedRequest('not_found');
      c.header('Content-Type', 'text/calendar; charset=utf-8');
      return c.body(String((icalEvent as { content: string }).content));
    });

/** The HTML part as a mail program shows it, outside of our pages' Content-Security-Policy: it has styles of its own. */
export const keptHtml = (deps: Deps) => async (c: AppContext) => {
  const { html } = (await mustFind(c, deps)).kept;
  c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
  return c.html(String(html));
};

async function mustFind(c: AppContext, { db }: Deps): Promise<KeptMail> {
  const mail = await keptMail(db, c.req.param('id') ?? '');
  if (!mail) throw new RefusedRequest('not_found');
  return mail;
}
