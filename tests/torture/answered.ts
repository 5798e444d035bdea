import type { Violation } from './exclusive.ts';
import { clock, type Entry, type Journal, type Trouble } from './journal.ts';

/** Milliseconds in which whoever asks hears something, be it that the database is away. */
export const ANSWERED_WITHIN = 10_000;

/** Milliseconds after a trouble in which an app may still find its way back to the database. */
const AFTERMATH = 2_000;

/** Milliseconds that the news of a broken connection may take to its client. */
const NEWS = 250;

/** Clients get documented answers and no others. */
export function answersAreDocumented(journal: Journal): Violation[] {
  return journal.entries.flatMap((entry) =>
    entry.faults.map((fault) => violation('only documented answers', entry, fault)),
  );
}

/** No answer takes longer than ten seconds, not counting what its app was frozen or the runner could not look. */
export function answersAreInTime(journal: Journal): Violation[] {
  return journal.entries.flatMap((entry) => {
    if (entry.done === null) return [violation('an answer in ten seconds', entry, 'never ended')];
    const excused = journal.troubles
      .filter(({ kind, app }) => kind === 'runner busy' || (kind === 'app frozen' && app === entry.app))
      .reduce((sum, trouble) => sum + overlap(entry, trouble), 0);
    const took = entry.done - entry.sent;
    if (took - excused <= ANSWERED_WITHIN) return [];
    const words = `took ${took} ms, of which ${Math.round(excused)} are excused: ${entry.status ?? entry.code}`;
    return [violation('an answer in ten seconds', entry, words)];
  });
}

/** A connection breaks only where the runner broke it. */
export function breaksAreExplained(journal: Journal): Violation[] {
  const breaking = journal.troubles.filter(({ kind }) =>
    ['app killed', 'client connections dropped', 'answers lost'].includes(kind),
  );
  return journal.entries
    .filter((entry) => entry.code?.startsWith('broken'))
    .filter((entry) => !breaking.some((trouble) => trouble.app === entry.app && overlap(entry, trouble, NEWS) > 0))
    .map((entry) =>
      violation(
        'no connection breaks by itself',
        entry,
        `got no answer (${entry.code}), and nothing was done to its app`,
      ),
    );
}

/** Nobody is told to come back later but while something is done to the database or the app, or where the runner is late. */
export function refusalsAreExplained(journal: Journal): Violation[] {
  return journal.entries
    .filter(({ status }) => status === 503)
    .filter((entry) => !journal.troubles.some((trouble) => explains(trouble, entry)))
    .map((entry) =>
      violation('a 503 only in trouble', entry, 'was answered 503, and nothing was done to the database or the app'),
    );
}

function explains(trouble: Trouble, entry: Entry): boolean {
  if (['client connections dropped', 'answers lost'].includes(trouble.kind)) return false;
  return (trouble.app === null || trouble.app === entry.app) && overlap(entry, trouble, AFTERMATH) > 0;
}

/** An app ends only when the runner kills it. */
export const appsGoOn = (journal: Journal): Violation[] =>
  journal.ended.map((words) => ({ check: 'no app ends by itself', slot: null, words }));

/** Milliseconds that both last together, each made longer by the margin. */
const overlap = ({ sent, done }: Entry, { from, to }: Trouble, margin = 0) =>
  Math.max(0, Math.min(done!, to) - Math.max(sent, from) + margin);

const violation = (check: string, { client, app, face, verb, slot, sent, done }: Entry, words: string): Violation => ({
  ...{ check, slot },
  words: `client ${client}, ${verb} by ${face} at app ${app}, ${clock(sent)} to ${clock(done)}: ${words}`,
});
