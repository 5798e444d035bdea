import { storable } from '../storable.ts';
import type { AppContext } from './context.ts';
import { RefusedRequest } from './refusal.ts';

/** The fields of a form, as typed but for what no field may hold; of a repeated field the last. */
export type Form = Record<string, string>;

/** Reads a form's body. Throws a refusal (415, 400) where it is none. */
export async function readForm(c: AppContext): Promise<Form> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data') {
    throw new RefusedRequest('unsupported_media_type');
  }
  const body = await c.req.parseBody().catch((error) => {
    if (error instanceof RefusedRequest) throw error;
    throw new RefusedRequest('malformed_request');
  });
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, storable(value)]] : [])),
  );
}

/**
 * Lets the browser show this answer to a form again, with what was typed, to who goes back to it: Chromium has an error in
 * place of what it may not keep. For pages that anybody could be shown, not for those of who is signed in or has a link.
 */
export function keptForBack(c: AppContext): void {
  c.header('Cache-Control', 'private, no-cache');
}
