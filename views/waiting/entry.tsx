import type { Entry } from '../../src/waiting/waiting.ts';
import { waitingWords } from '../messages/waiting.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { directoryPath, timesPath } from '../ui/paths.ts';
import { momentInWords } from '../ui/when.ts';
import { wishFacts } from './wish-fields.tsx';

export type EntryPageProps = {
  frame: Frame;
  entry: Entry;
  path: string;
  offerMinutes: number;
  notice?: string | undefined;
  refused?: string | undefined;
};

/** What a patient waits for, or is asked whether they want to, and the way off the list. */
export const EntryPage = (props: EntryPageProps) => {
  const { frame, entry, notice, refused } = props;
  const { title, lead } = said(props);
  return (
    <Page frame={frame} title={title} error={refused !== undefined} scripted={refused !== undefined}>
      <ErrorSummary refused={refused} />
      <h1>{title}</h1>
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      {entry.openOffer && (
        <p class="notice">
          {waitingWords.entry.offered} <a href={`/offers/${entry.openOffer}`}>{waitingWords.entry.toOffer}</a>
        </p>
      )}
      <p class="lead">{lead}</p>
      <Facts facts={factsOf(props)} />
      {entry.ended ? <WhatElse entry={entry} /> : entry.confirmed ? <Waiting {...props} /> : <Asked {...props} />}
    </Page>
  );
};

function said({ frame, entry, offerMinutes }: EntryPageProps): { title: string; lead: string } {
  const { ended, confirmed, confirmBy, intake } = entry;
  const { title, lead, late } = waitingWords.entry.asked;
  if (ended === 'over' && !confirmed) return late;
  if (ended) return waitingWords.entry.ended[ended];
  if (!confirmed) return { title, lead: lead(momentInWords(confirmBy, frame.clinic.timeZone)) };
  return { title: waitingWords.entry.title, lead: waitingWords.rules(intake.email, offerMinutes) };
}

const factsOf = ({ frame, entry }: EntryPageProps): [string, string][] => [
  [waitingWords.facts.with, entry.doctor?.name ?? waitingWords.wish.anyone(entry.specialization)],
  ...wishFacts(entry),
  [waitingWords.facts.patient, entry.intake.name],
  [
    waitingWords.facts.instead,
    entry.insteadOf && !entry.ended ? momentInWords(entry.insteadOf, frame.clinic.timeZone, { year: true }) : '',
  ],
];

/** Not on the list before they say yes. */
const Asked = ({ entry, path, offerMinutes }: EntryPageProps) => (
  <>
    <p>{waitingWords.rules(entry.intake.email, offerMinutes)}</p>
    <p>{waitingWords.silences}</p>
    <Actions>
      <form method="post" action={`${path}/confirm`}>
        <button type="submit">{waitingWords.entry.asked.yes}</button>
      </form>
      <form method="post" action={path}>
        <button type="submit" class="secondary">
          {waitingWords.entry.asked.no}
        </button>
      </form>
    </Actions>
  </>
);

const Waiting = ({ entry, path }: EntryPageProps) => (
  <>
    <p>{waitingWords.silences}</p>
    <p>
      <a href={`${path}/change`}>{waitingWords.entry.change}</a>
    </p>
    <form method="post" action={path}>
      <p>{entry.openOffer ? waitingWords.entry.leaveOffer : waitingWords.entry.leaveLead}</p>
      <p class="actions">
        <button type="submit" class="secondary">
          {waitingWords.entry.leave}
        </button>
      </p>
    </form>
  </>
);

const WhatElse = ({ entry: { doctor, specialization, ended } }: { entry: Entry }) => (
  <>
    {doctor ? (
      <>
        <p>
          <a href={timesPath(doctor.slug)}>{waitingWords.entry.again(doctor.name)}</a>
        </p>
        <p>
          <a href={`/waiting-list?doctor=${doctor.slug}`}>{waitingWords.entry.rejoin}</a>
        </p>
      </>
    ) : (
      <p>
        <a href={directoryPath({ specialization })}>{waitingWords.entry.others(specialization)}</a>
      </p>
    )}
    {ended === 'booked' && (
      <p>
        <a href="/find-appointment">{waitingWords.entry.appointments}</a>
      </p>
    )}
  </>
);
