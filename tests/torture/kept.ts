import type { Violation } from './exclusive.ts';
import type { Entry, Journal } from './journal.ts';
import { livesOf } from './lives.ts';
import { type State, SWEPT_WITHIN } from './state.ts';

/** Every appointment that a client was told of is there: that slot, that patient, by that hold, and scheduled. */
export function appointmentsAreThere(journal: Journal, state: State): Violation[] {
  const rows = new Map(state.appointments.map((row) => [row.id, row]));
  return toldOf(journal, 'booked').flatMap((entry) => {
    const row = rows.get(entry.appointment!);
    const report = (words: string) => [violation('an appointment told is there', entry, words)];
    if (!row) return report(`was told of appointment ${entry.appointment}, which is not there`);
    if (row.status !== 'scheduled') return report(`was told of appointment ${row.id}, which is ${row.status}`);
    if (row.slot !== entry.slot) return report(`was told of appointment ${row.id}, which is at slot ${row.slot}`);
    if (row.hold !== entry.hold) return report(`was told of appointment ${row.id}, which is of hold ${row.hold}`);
    if (entry.patient !== null && row.patient !== entry.patient)
      return report(`booked ${entry.patient} and was told of appointment ${row.id}, which is ${row.patient}’s`);
    return [];
  });
}

/** Every hold that a client was told of is written down, and one that was let go made no appointment. */
export function holdsAreThere(journal: Journal, state: State): Violation[] {
  const rows = new Map(state.holds.map((row) => [row.id, row]));
  const given = toldOf(journal, 'held').filter((entry) => rows.get(entry.hold!)?.slot !== entry.slot);
  const letGo = toldOf(journal, 'released').filter((entry) =>
    ['confirmed', null, undefined].includes(rows.get(entry.hold!)?.ended),
  );
  return [
    ...given.map((it) => violation('a hold told is there', it, `was given hold ${it.hold}, which is not there`)),
    ...letGo.map((it) => violation('a hold let go is over', it, `let hold ${it.hold} go, which goes on`)),
  ];
}

/** Who confirms or extends while they have the slot is not refused; but a patient has one appointment at a time, and so many in all. */
export function nobodyIsSentAway(journal: Journal, state: State): Violation[] {
  const livesByHold = Map.groupBy(livesOf(journal, state.holds), (life) => life.hold);
  return journal.entries.flatMap((entry) => {
    const { verb, hold, status, code, told, sent, done } = entry;
    if ((verb !== 'book' && verb !== 'extend') || status === null || status >= 500) return [];
    if (told === 'booked' || told === 'extended') return [];
    if (code === 'patient_busy' || code === 'too_many_appointments') return [];
    const had = livesByHold.get(hold!)?.find((life) => life.from < sent && done! < life.until);
    if (!had) return [];
    const words = `had the slot (${had.entry.told}), and ${verb} was answered ${status} ${code ?? ''}`;
    return [violation('a promise is kept', entry, words)];
  });
}

/** The promises of the tables, and no slot held later than the sweep needs. */
export function databaseIsSound(state: State): Violation[] {
  const late = state.slots.filter((row) => row.heldUntil !== null && row.heldUntil < state.readAt - SWEPT_WITHIN);
  return [
    ...state.broken.map((words) => ({ check: 'the tables’ promises', slot: slotIn(words), words })),
    ...late.map(({ id, heldBy }) => ({
      ...{ check: 'no slot is held past its end', slot: id },
      words: `slot ${id} is still held by ${heldBy}, which has run out`,
    })),
  ];
}

const toldOf = (journal: Journal, told: Entry['told']) => journal.entries.filter((entry) => entry.told === told);

const violation = (check: string, entry: Entry, words: string): Violation => ({
  ...{ check, slot: entry.slot },
  words: `client ${entry.client} ${words}`,
});

const slotIn = (words: string) => Number(/slot (\d+)/.exec(words)?.[1]) || null;
