import { createApp } from '../../src/app.tsx';
import { readConfig } from '../../src/config.ts';
import type { Db } from '../../src/db/client.ts';
import type { Assets } from '../../src/http/assets.ts';
import { makeSecrets } from '../../src/http/secrets.ts';
import { type Live, startLive } from '../../src/live/live.ts';
import { makeLog } from '../../src/log.ts';

/** The application on a test's database, with settings as the environment would give them. */
export function testApp(
  db: Db,
  settings: Record<string, string> = {},
  log = makeLog('silent'),
  // Nobody listens: every page is read from the database.
  live: Live = startLive({ listenUrl: undefined, limits: { most: 0, mostOfAnAddress: 0 }, asOf: () => '', log }),
) {
  const read = readConfig({ ...settings });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  const assets: Assets = { asset: (name) => `/static/${name}`, serve: (c) => c.notFound() };
  const secrets = makeSecrets('a secret of 32 characters or more, for tests');
  return { app: createApp({ db, config: read.config, log, assets, secrets, live }), config: read.config, secrets };
}

export type Browser = ReturnType<typeof browser>;

/** A browser without JavaScript: follows no redirect by itself, keeps cookies unless they are blocked. */
export function browser(
  app: ReturnType<typeof testApp>['app'],
  { cookies = true, headers = {} as Record<string, string> } = {},
) {
  const jar = new Map<string, string>();
  const ask = async (path: string, init: RequestInit = {}) => {
    const cookie = [...jar].map((kept) => kept.join('=')).join('; ');
    const answer = await app.request(path, {
      ...init,
      headers: { ...headers, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const set of cookies ? answer.headers.getSetCookie() : []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
      if (/; Max-Age=0/.test(set)) jar.delete(name!);
      else jar.set(name!, value!);
    }
    return {
      status: answer.status,
      headers: answer.headers,
      location: answer.headers.get('location') ?? '',
      body: await answer.text(),
    };
  };
  return {
    get: (path: string, init: RequestInit = {}) => ask(path, init),
    post: (path: string, fields: Record<string, string>, init: RequestInit = {}) =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        ...init,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...(init.headers as Record<string, string>) },
      }),
  };
}

/** The words of a page, as a text browser would show them: no tags, single spaces. */
export function wordsOf(html: string): string {
  return html
    .replace(/<head>.*?<\/head>/s, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', '’')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What a page that refuses says first: in its title, and in a summary that is the first thing in main and gets the focus. */
export function summaryOf(html: string): string {
  const [, summary = ''] = /<main[^>]*><div class="error-summary" role="alert"(.*?)<\/div>/s.exec(html) ?? [];
  const isHeard = html.includes('<title>Error: ') && html.includes('<script type="module"');
  return isHeard ? wordsOf(`<div${summary}`) : '';
}
