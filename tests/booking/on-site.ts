/** The whole site on a database of a file's own, for the tests of what patients do on the pages. */
import { beforeAll, expect } from 'vitest';
import { type Browser, testApp } from '../support/app.ts';
import { ownDatabase } from '../support/database.ts';

/** `site.app` can be used only while the tests run. Nobody is braked on it. */
export function onSite() {
  const database = ownDatabase();
  const site = {} as ReturnType<typeof testApp>;
  beforeAll(() => {
    Object.assign(site, testApp(database.db, { HOLDS_PER_ADDRESS: '1000', HOLD_REQUESTS_PER_MINUTE: '10000' }));
  });
  return { database, site };
}

export const ada = { name: 'Ada Lovelace', email: 'ada@example.org' };

/** Holds the slot on the page, and says at which address it is then. */
export async function hold(by: Browser, slotId: number): Promise<string> {
  const answer = await by.post('/holds', { slotId: String(slotId) });
  expect(answer.status).toBe(303);
  return pathOf(answer.location);
}

/** A hold's address without that it took the place of another, and without the mark that makes it another each time. */
export const pathOf = (address: string) => address.replace(/[?&](instead=true&)?at=\w+$/, '');

export const idOf = (path: string) => pathOf(path).split('/')[2]!;
