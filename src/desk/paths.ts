/** A page within the front desk's, with its query, from wherever it was said; the first one where it was none. */
export function pathWithin(said = ''): string {
  const [, path, query = ''] = /^(\/desk(?:\/[\w/-]*)?)(?:\?(.*))?$/s.exec(said) ?? [];
  if (!path || path.startsWith('/desk/sign-')) return '/desk';
  return /^[\w=&-]{1,100}$/.test(query) ? `${path}?${query}` : path;
}

/** The page that says to whoever sent a form to this path that nothing was done yet. */
export function pageOfForm(path: string): string {
  if (path.startsWith('/desk/mail/')) return '/desk/mail?notyet';
  const doctor = /^\/desk\/doctors\/[\w-]+(?=\/)/.exec(path)?.[0];
  if (doctor) return `${doctor}?notyet`;
  return pathWithin(messageOf(path) ? `${path}?notyet` : '/desk?notyet');
}

/** The reference of the message that a page is about, as it was typed; undefined where it is about none. */
export const messageOf = (path: string) => /^\/desk\/messages\/([\w-]+)(?:\?|$)/.exec(path)?.[1];
