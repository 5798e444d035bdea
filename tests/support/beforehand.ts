/**
 * What a patient has done before a test begins: by the same forms, but without a browser that draws every page on the way,
 * which takes most of the time. The journeys themselves press every button (patient.ts).
 */
import type { Page } from '@playwright/test';

/** A time of this doctor is held, the last that is free of the next days, or of those from `?from=` on; its page is open. */
export async function hasHeld(page: Page, doctor: string): Promise<void> {
  await page.goto(await held(page, doctor));
}

/** An appointment with this doctor is booked; its page is open. */
export async function hasBooked(page: Page, doctor: string, patient: { name: string; email: string }): Promise<void> {
  await page.goto(await sent(page, await held(page, doctor), { ...patient, action: 'book' }));
}

async function held(page: Page, doctor: string): Promise<string> {
  const [slug, from] = doctor.split('?from=');
  return sent(page, '/holds', { doctor: slug!, slotId: String(await lastFree(page, slug!, from)) });
}

async function lastFree(page: Page, slug: string, from = Temporal.Now.plainDateISO().toString()): Promise<number> {
  const ask = async (path: string) => (await page.request.get(path)).json();
  const { doctors }: { doctors: { id: number; slug: string }[] } = await ask('/api/doctors');
  const { id } = doctors.find((doctor) => doctor.slug === slug)!;
  for (let ahead = 9; ahead > 0; ahead--) {
    const date = Temporal.PlainDate.from(from).add({ days: ahead });
    const { slots }: { slots: { id: number; status: string }[] } = await ask(`/api/slots?doctorId=${id}&date=${date}`);
    const last = slots.findLast(({ status }) => status === 'available');
    if (last) return last.id;
  }
  throw new Error(`${slug} has no free time in the days from ${from} on.`);
}

/** Sends a form; gives where its answer leads. */
async function sent(page: Page, path: string, form: Record<string, string>): Promise<string> {
  const answer = await page.request.post(path, { form, maxRedirects: 0 });
  const { location } = answer.headers();
  if (!location) throw new Error(`${path} leads nowhere: ${answer.status()}.`);
  return location;
}
