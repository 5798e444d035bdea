/** What a patient does on the pages, by the words they read there. */
import type { Locator, Page } from '@playwright/test';

export const radios = (page: Page): Locator => page.getByRole('radio');
/** The times that the page shows as free now: it marks those that others take. */
export const freeTimes = (page: Page): Locator => page.getByRole('radio', { disabled: false });
export const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name });

/** Presses the button and waits for the page that comes of it: what is done too early would meet the page before. */
export const press = (page: Page, name: string | RegExp) => leadsOn(page, button(page, name));

/** Sends the form by this button as where no scripts run, though the page could do it in place. */
export async function pressPlainly(page: Page, name: string) {
  const next = page.waitForEvent('domcontentloaded');
  await button(page, name).evaluate((pressed: HTMLButtonElement) => pressed.form!.requestSubmit(pressed));
  await next;
}

/** The same for a link. */
export const follow = (page: Page, name: string | RegExp) => leadsOn(page, page.getByRole('link', { name }));

async function leadsOn(page: Page, control: Locator) {
  const next = page.waitForEvent('domcontentloaded');
  await control.click();
  await next;
}

/** Chooses a time on a doctor's page that is open, the last one free where none is named, and holds it. */
export async function holdTime(page: Page, time: Locator = freeTimes(page).last()) {
  await time.check();
  await press(page, 'Hold this time');
}

/** On to later days, where the tests before have had the times of these. */
export async function toFreeTimes(page: Page) {
  while ((await freeTimes(page).count()) < 3)
    await page.goto((await page.getByRole('link', { name: 'Later days' }).getAttribute('href'))!);
}

/** From nothing to the details page, with a time of this doctor held. */
export async function startBooking(page: Page, doctor: string) {
  await page.goto(`/doctors/${doctor}`);
  await toFreeTimes(page);
  await holdTime(page);
}

export async function typeDetails(page: Page, { name, email }: { name: string; email: string }) {
  await page.getByLabel('Full name').fill(name);
  await page.getByLabel('E-mail address').fill(email);
}

/** Somebody nobody has met: one patient is never in two places at once. */
export function stranger(name = 'Ben'): { name: string; email: string } {
  const id = crypto.randomUUID().slice(0, 8);
  return { name: `${name} ${id}`, email: `${id}@example.org` };
}

/** Another person takes the time of this radio, quicker than its page can tell. */
export const takenMeanwhile = async (page: Page, time: Locator) => take(page, Number(await time.getAttribute('value')));

export async function take(page: Page, slotId: number) {
  const { status } = await fetch(new URL('/api/slots/hold', page.url()), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ slotId }),
  });
  if (status !== 201) throw new Error(`The time could not be taken: ${status}.`);
}

/** Books the patient with another doctor at a time of this one; gives the id of this one's. */
export async function bookedElsewhere(
  page: Page,
  doctor: string,
  patient: { name: string; email: string },
): Promise<number> {
  const ask = async (path: string, body?: object) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(new URL(path, page.url()), body && init)).json();
  };
  const { doctors }: { doctors: { id: number; slug: string }[] } = await ask('/api/doctors');
  const [own] = doctors.filter(({ slug }) => slug === doctor);
  for (let days = 3; days < 10; days++) {
    const date = Temporal.Now.plainDateISO().add({ days });
    const free = async (doctorId: number): Promise<Slot[]> =>
      (await ask(`/api/slots?doctorId=${doctorId}&date=${date}`)).slots.filter(
        ({ status }: Slot) => status === 'available',
      );
    const mine = await free(own!.id);
    for (const other of doctors.filter(({ slug }) => slug !== doctor)) {
      for (const { id, startsAt, endsAt } of await free(other.id)) {
        const same = mine.find((slot) => slot.startsAt < endsAt && slot.endsAt > startsAt);
        if (!same) continue;
        const { holdId } = await ask('/api/slots/hold', { slotId: id });
        await ask('/api/appointments', { holdId, patient });
        return same.id;
      }
    }
  }
  throw new Error('No two doctors have a time at once.');
}

type Slot = { id: number; startsAt: string; endsAt: string; status: string };
