/** `npm run dev:google`: what `npm start` does, with the emulator in Google's place; both end together. */
import { variables } from '../../../src/variables.ts';
import { clientAt, settingsAt } from './client.ts';
import { ada, ben, okafor, startEmulator } from './emulator.ts';

const { NODE_ENV, PORT, CLINIC_TIME_ZONE } = variables();
if (NODE_ENV === 'production') {
  console.error('NODE_ENV is production: npm run dev:google is for trying MediBook, not for a clinic’s own.');
  process.exit(1);
}
const publicUrl = `http://localhost:${PORT || 3000}`;
const client = clientAt(publicUrl);
const google = await startEmulator({ client });
google.calendarOf(okafor.email).insert({ summary: 'School meeting', ...tomorrow('10:00', '11:00') });

// MediBook reads .env once more, which does not change what is set.
Object.assign(process.env, settingsAt(publicUrl, client, google.url));
await import(new URL('../../../dist/server.js', import.meta.url).href);
const accounts = [ada, ben, okafor].map(({ name, email }) => `${name} (${email})`).join(', ');
console.log(
  `Google is an emulator here, with the accounts of ${accounts}; their calendars are at ${google.url}/calendar`,
);

/** The next day from Monday to Friday, by the clinic's clock. */
function tomorrow(start: string, end: string) {
  const timeZone = CLINIC_TIME_ZONE || 'Europe/London';
  let day = Temporal.Now.plainDateISO(timeZone).add({ days: 1 });
  while (day.dayOfWeek > 5) day = day.add({ days: 1 });
  const at = (time: string) => ({ dateTime: `${day}T${time}:00`, timeZone });
  return { start: at(start), end: at(end) };
}
