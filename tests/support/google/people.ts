/** Patients with a Google account of their own, for the tests of whose calendar gets what. */
import { appointmentToken } from '../../../src/booking/link.ts';
import { bookedAt, booking, slot } from '../clinic.ts';
import { settled } from '../post-office.ts';
import { atPage, connectionsIn, type googleStage, patientAt } from './stage.ts';

export function peopleAt(stage: ReturnType<typeof googleStage>) {
  const { db, google } = stage;
  let nth = 0;

  /** Somebody whom nobody else is, with a Google account of the same address; it is the one that is signed in at Google. */
  function somebody(name = 'Ada') {
    const typed = booking(`${name} ${++nth}`);
    google.consents(typed.patient.email);
    return typed;
  }

  /** Another with the same address. */
  const family = (of: ReturnType<typeof booking>) => booking(`Max ${++nth}`, { email: of.patient.email });

  const inCalendar = (email: string, id: number) =>
    google.eventsOf(email).filter(({ source }) => source?.url?.includes(`/appointments/${id.toString(36)}-`));

  /** Another appointment of theirs, and its page. */
  async function another(typed: ReturnType<typeof booking>, inMinutes = 6 * 24 * 60) {
    const id = await bookedAt(db, await slot(db, { inMinutes }), typed);
    const made = stage.app();
    return { id, ...atPage(made, `/appointments/${appointmentToken(made.secrets, id, 1)}`) };
  }

  const connectionOf = async (email: string) => (await connectionsIn(db)).filter(({ account }) => account === email);

  /** Somebody whose Google address is the one that the practice writes to, connected from the page of their appointment. */
  async function connected() {
    const typed = somebody();
    const ada = await patientAt(stage, typed);
    await ada.connect();
    await settled(db);
    const [connection] = await connectionOf(typed.patient.email);
    return { typed, ada, connection: connection! };
  }

  return { somebody, family, inCalendar, another, connectionOf, connected };
}
