/** A doctor's page that stands open. */
import { expect, type Locator, type Page, type Request } from '@playwright/test';
import { holdSlot } from '../../src/booking/hold.ts';
import type { Db } from '../../src/db/client.ts';
import { isStream } from './behind-the-pages.ts';
import { rules, visitor } from './clinic.ts';

/** From tomorrow on: today's times begin, and go, while a test looks. */
export async function openLive(page: Page, clinic: { url: string }, doctor: string) {
  const tomorrow = Temporal.Now.plainDateISO('Europe/London').add({ days: 1 });
  await page.goto(`${clinic.url}/doctors/${doctor}?from=${tomorrow}`);
  await expectLive(page);
}

export const keptUpToDate = (page: Page) => page.locator('.live').getByText('Kept up to date.');
export const expectLive = (page: Page) => expect(keptUpToDate(page)).toBeVisible();

export const idOf = async (time: Locator) => Number(await time.getAttribute('value'));

/** Somebody holds it. */
export async function holdBySomebody(db: Db, slotId: number): Promise<string> {
  const outcome = await holdSlot(db, slotId, visitor('Ben'), rules);
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.holdId;
}

/** The streams that the page has asked for since, the latest last. */
export function streamsAskedFor(page: Page): Request[] {
  const asked: Request[] = [];
  page.on('request', (request) => isStream(request.url()) && asked.push(request));
  return asked;
}
