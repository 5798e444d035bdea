/**
 * An event as hx-sse swaps it: each part, HTML by the id of the element that it is in, into that element; `asOf` says as of
 * when it is true. Whoever comes back names the last `seen` (Last-Event-ID).
 */
export function messageOf(parts: Record<string, string>, seen: string, asOf: string): Buffer {
  const news = Object.entries(parts).map(([id, html]) => partial(id, 'innerMorph', html));
  return Buffer.from(`id: ${seen}\n${partial('as-of', 'innerHTML', asOf)}${news.join('')}\n`);
}

/** What keeps a silent connection alive and says nothing. */
export const NOTHING = Buffer.from(':\n\n');

/** A line break would end the line of the event; in HTML it is a space. */
const partial = (id: string, swap: string, html: string) =>
  `data: <hx-partial hx-target="#${id}" hx-swap="${swap}">${html.replaceAll(/[\r\n]+/g, ' ')}</hx-partial>\n`;
