import type { Violation } from './exclusive.ts';
import { clock, type Entry, type Journal, type Watch } from './journal.ts';
import { isOpen, looksAt } from './shown.ts';
import type { State } from './state.ts';
import type { Outcome } from './torture.ts';

/** Slots whose history is printed: the first ones say what there is to say. */
const HISTORIES = 2;

export function printed({ journal, state, violations, failedStarts, took, foundAfter }: Outcome): string {
  const told = journal.entries.filter((entry) => entry.told === 'booked');
  const slots = [...new Set(violations.flatMap(({ slot }) => (slot === null ? [] : [slot])))].slice(0, HISTORIES);
  const [busy, troubles] = [true, false].map((is) =>
    journal.troubles.filter(({ kind }) => (kind === 'runner busy') === is),
  );
  const late = busy!.reduce((sum, { from, to }) => sum + to - from, 0);
  return [
    heading(`Troubles in ${Math.round(took / 1_000)} s`),
    ...counted(troubles!.map(({ kind }) => kind)),
    `  the runner had to wait for the machine: ${Math.round(late / 1_000)} s in all`,
    `  starts of an app without its database, tried again: ${failedStarts}`,
    heading(`${journal.entries.length} requests`),
    ...counted(
      journal.entries.map((it) => `${it.verb} by ${it.face}: ${it.status ?? 'no answer'} ${it.code ?? ''}`.trim()),
    ),
    heading('What the clients were told'),
    ...counted(journal.entries.flatMap((entry) => entry.told ?? [])),
    `  holds ended early by the runner: ${journal.shortenings.length}`,
    `  slowest answer: ${Math.max(...journal.entries.map(({ sent, done }) => (done ?? sent) - sent))} ms`,
    `  different appointments told: ${new Set(told.map((entry) => entry.appointment)).size}, in the database: ${state.appointments.length}`,
    `  different holds told: ${new Set(journal.entries.flatMap((it) => (it.told === 'held' ? it.hold : []))).size}, in the database: ${state.holds.length}`,
    ...watchedIn(journal, state),
    ...(violations.length > 0 ? [heading('Violations'), ...seen(foundAfter), ...listed(violations)] : []),
    ...slots.flatMap((slot) => [heading(`History of slot ${slot}`), ...historyOf(slot, journal, state)]),
    heading(violations.length > 0 ? `FAILED: ${violations.length} violations` : 'PASSED: no violation'),
  ].join('\n');
}

function watchedIn(journal: Journal, state: State): string[] {
  const { watches } = journal;
  const sum = (of: (watch: Watch) => number) => watches.reduce((all, watch) => all + of(watch), 0);
  const opened = sum(({ streams }) => streams.length);
  return [
    heading(`${watches.length} pages kept open`),
    `  streams opened: ${opened}, of which again: ${opened - watches.filter(({ streams }) => streams.length > 0).length}`,
    `  messages told: ${sum(({ messages }) => messages)}, with changes: ${sum(({ told }) => Math.max(0, told.length - 1))}`,
    `  looks at a slot some seconds after it was taken: ${looksAt(journal, state).length}`,
    `  views compared in the end: ${watches.filter((watch) => isOpen(watch, state.readAt)).length}`,
  ];
}

const seen = (after: number | null) =>
  after === null ? [] : [`  seen after ${(after / 1_000).toFixed(1)} s, and stopped`];

const heading = (words: string) => `\n== ${words}`;

const counted = (words: string[]) =>
  [...Map.groupBy(words, (it) => it)].map(([it, all]) => `  ${it}: ${all.length}`).sort();

/** The first few of each kind. */
const listed = (violations: Violation[]) =>
  [...Map.groupBy(violations, ({ check }) => check)].flatMap(([check, all]) => [
    `  ${check}: ${all.length}`,
    ...all.slice(0, 5).map(({ words }) => `    ${words}`),
  ]);

/** All that is known of one slot, in order of time, and how its rows stand in the end. */
function historyOf(slot: number, { entries, shortenings, troubles }: Journal, state: State): string[] {
  const lines = [
    ...entries.filter((entry) => entry.slot === slot).map((entry) => [entry.sent, sentence(entry)] as const),
    ...shortenings
      .filter((it) => it.slot === slot)
      .map((it) => [it.sent, `the runner lets hold ${it.hold} end at ${clock(it.endsAt)}`] as const),
    ...state.holds
      .filter((row) => row.slot === slot)
      .map(
        (row) => [row.createdAt, `row: hold ${row.id} made, to end at ${clock(row.expiresAt)}, ${row.ended}`] as const,
      ),
    ...state.appointments
      .filter((row) => row.slot === slot)
      .map((row) => [row.createdAt, `row: appointment ${row.id} made of hold ${row.hold}, ${row.status}`] as const),
  ];
  const [first = 0, last = 0] = [Math.min(...lines.map(([at]) => at)), Math.max(...lines.map(([at]) => at))];
  const around = troubles
    .filter(({ kind, from }) => kind !== 'runner busy' && from >= first && from <= last)
    .map(
      ({ kind, app, from, to }) =>
        [from, `trouble: ${kind}${app === null ? '' : ` (${app})`} to ${clock(to)}`] as const,
    );
  const row = state.slots.find(({ id }) => id === slot);
  return [
    ...[...lines, ...around].sort(([a], [b]) => a - b).map(([at, words]) => `  ${clock(at)}  ${words}`),
    `  row: slot ${slot} is ${row?.status ?? 'available'}${row?.heldBy ? ` by ${row.heldBy}` : ''}`,
  ];
}

function sentence({ client, verb, face, app, hold, status, code, told, done, appointment, sent }: Entry): string {
  const asked = `client ${client} asks app ${app} by ${face} to ${verb}${hold ? ` (hold ${hold})` : ''}`;
  const what = [status ?? 'no answer', code, told, appointment].filter((it) => it !== null).join(' ');
  return `${asked}: ${what}, after ${(done ?? sent) - sent} ms`;
}
