import { html } from 'hono/html';
import type { Event, Events } from './events.ts';

/** What is in every calendar of the emulator, for whoever tries MediBook; an event's own link leads to its place here. */
export function calendarsPage(calendars: Events[]) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Calendars of the emulated Google</title></head>
<body style="font-family: sans-serif; max-width: 60rem; margin: auto; padding: 1rem">
<h1>Calendars of the emulated Google</h1>
${calendars.map(
  (calendar) => html`<h2>${calendar.email}</h2>
${calendar.all().length === 0 ? html`<p>Nothing is in this calendar.</p>` : calendar.all().map(eventPart)}`,
)}
</body>
</html>`;
}

function eventPart(event: Event) {
  return html`<h3 id="${new URL(event.htmlLink!).searchParams.get('eid')!}">${event.summary}</h3>
<pre style="overflow: auto">${JSON.stringify(event, null, 2)}</pre>`;
}
