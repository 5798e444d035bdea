import type { Context } from 'hono';
import { NOBODYS } from '../../../src/google/set-up.ts';

export type Operation =
  | ('consent' | 'code' | 'check' | 'refresh' | 'revoke')
  | ('insert' | 'patch' | 'get' | 'delete' | 'freeBusy')
  | 'else';

/** A request, as a test reads it. */
export type Asked = {
  operation: Operation;
  method: string;
  /** With the query. */
  path: string;
  /** An object, from JSON or from a form; empty where nothing was sent. */
  body: Record<string, unknown>;
  authorization: string;
};

export async function askedBy({ req }: Context): Promise<Asked> {
  const text = await req.text();
  const isJson = req.header('content-type')?.includes('json');
  const body = isJson && text ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  const { pathname, search } = new URL(req.url);
  const operation = operationOf(req.method, pathname, body);
  const authorization = req.header('authorization') ?? '';
  return { operation, method: req.method, path: pathname + search, body, authorization };
}

function operationOf(method: string, path: string, body: Record<string, unknown>): Operation {
  if (path === '/o/oauth2/v2/auth') return 'consent';
  if (path === '/oauth2/token') {
    if (body.refresh_token === NOBODYS) return 'check';
    return body.grant_type === 'refresh_token' ? 'refresh' : 'code';
  }
  if (path === '/oauth2/revoke') return 'revoke';
  if (path === '/calendar/v3/freeBusy') return 'freeBusy';
  if (!/^\/calendar\/v3\/calendars\/[^/]+\/events/.test(path)) return 'else';
  return ({ POST: 'insert', PATCH: 'patch', GET: 'get', DELETE: 'delete' } as const)[method] ?? 'else';
}
