/** What only time or the practice can bring about, while a page stands open. */
import type { Page } from '@playwright/test';
import { connect, type Db } from '../../src/db/client.ts';
import { endsIn } from './clinic.ts';
import { addressOfDatabase } from './data-folder.ts';

/** The hold of the page ends a moment ago, or this many milliseconds from now. */
export const runOut = (page: Page, milliseconds?: number) =>
  change((db) => endsIn(db, new URL(page.url()).pathname.split('/')[2]!, milliseconds));

/**
 * The page that is opened next hears of no change, and stays what the server sent. Not by a route, which has every request of the
 * page wait for the test and keeps it from its cache.
 */
export const deafen = (page: Page) =>
  page.addInitScript(() => {
    const ask = window.fetch;
    window.fetch = async (asked, init) => {
      if (/\/live\?/.test(asked instanceof Request ? asked.url : String(asked))) throw new TypeError('Failed to fetch');
      return ask(asked, init);
    };
  });

export const isStream = (url: string | URL) => /\/live\?/.test(String(url));

/** The page that is open comes again, with a clock that is the test's from now on. */
export async function takeClock(page: Page) {
  await page.clock.install();
  await page.reload();
}

/** In the database of the MediBook whose data folder MEDIBOOK_DATA names. */
export async function change(change: (db: Db) => Promise<unknown>) {
  const db = connect(await addressOfDatabase(process.env.MEDIBOOK_DATA ?? '.data', 'medibook'), { max: 1 });
  try {
    await change(db);
  } finally {
    await db.sql.end();
  }
}
