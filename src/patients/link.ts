import type { Secrets } from '../http/secrets.ts';

/** The address of the page that a link leads to: made from its row, so that it is kept nowhere. */
export const signInPath = (secrets: Secrets, { id, email }: { id: number; email: string }) =>
  `/my-appointments/sign-in/${id.toString(36)}-${secrets.seal('sign-in', `${id} ${email}`)}`;

/** Whether it is this row's own. */
export const isLinkOf = (secrets: Secrets, token: string, { id, email }: { id: number; email: string }) =>
  secrets.matches('sign-in', `${id} ${email}`, token.slice(token.indexOf('-') + 1));
