import { Hono } from 'hono';
import { KeptMailPage, KeptMailsPage } from '../../views/mail/kept.tsx';
import type { Db } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { RefusedRequest } from '../http/refusal.ts';
import type { Written } from './post.ts';

export type KeptMail = { id: number; endedAt: Temporal.Instant; kept: Written };

/** Mail that was kept instead of sent, to be read in development: `/dev/mail`. */
export const keptMailRoutes = (deps: Deps) =>
  new Hono<Env>()
    .get('/dev/mail', async (c) => {
      const mails = await deps.db.sql<KeptMail[]>`
        SELECT id, ended_at AS "endedAt", kept FROM mails WHERE kept IS NOT NULL ORDER BY id DESC LIMIT 100`;
      return c.html(<KeptMailsPage frame={await frameOf(c, deps)} mails={[...mails]} />);
    })

    .get('/dev/mail/:id', async (c) => {
      const mail = await kept(deps.db, c.req.param('id'));
      return c.html(<KeptMailPage frame={await frameOf(c, deps)} mail={mail} />);
    })

    .get('/dev/mail/:id/calendar.ics', async (c) => {
      const { icalEvent } = (await kept(deps.db, c.req.param('id'))).kept;
      if (!icalEvent) throw new RefusedRequest('not_found');
      c.header('Content-Type', 'text/calendar; charset=utf-8');
      return c.body(String((icalEvent as { content: string }).content));
    });

/** The HTML part as a mail program shows it, outside of our pages' Content-Security-Policy: it has styles of its own. */
export const keptHtml = (deps: Deps) => async (c: AppContext) => {
  const { html } = (await kept(deps.db, c.req.param('id') ?? '')).kept;
  c.header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'");
  return c.html(String(html));
};

async function kept({ sql }: Db, id: string): Promise<KeptMail> {
  const [mail] = /^\d{1,15}$/.test(id)
    ? await sql<
        KeptMail[]
      >`SELECT id, ended_at AS "endedAt", kept FROM mails WHERE id = ${Number(id)} AND kept IS NOT NULL`
    : [];
  if (!mail) throw new RefusedRequest('not_found');
  return mail;
}
