import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A component, or its HTML. */
type Html = string | Promise<string>;

/** True where htmx asks for the part that it swaps. Links, reloads and the Back button ask for the whole page. */
export const asksForPart = (c: Context): boolean => c.req.header('hx-request-type') === 'partial';

/**
 * The page, or the one part of it that htmx swaps in place: `part` is a component that stands in `page`, so that it is the
 * same byte for byte in both. `Vary` keeps a cache from taking one for the other.
 */
export function pageOrPart(c: Context, page: Html, part: Html, status: ContentfulStatusCode = 200) {
  c.header('Vary', 'HX-Request, HX-Request-Type', { append: true });
  return c.html(asksForPart(c) ? part : page, status);
}
