import type { Entry } from '../../src/waiting/waiting.ts';
import { waitingWords } from '../messages/waiting.ts';
import { Facts } from '../ui/facts.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { directoryPath, timesPath } from '../ui/paths.ts';
import { momentInWords } from '../ui/when.ts';
import { wishFacts } from './wish-fields.tsx';

export type EntryPageProps = { frame: Frame; entry: Entry; path: string; offerMinutes: number };

/** What a patient waits for, and the way off the list. */
export const EntryPage = ({ frame, entry, path, offerMinutes }: EntryPageProps) => {
  const { doctor, specialization, ended, insteadOf, openOffer, intake } = entry;
  const said = ended
    ? waitingWords.entry.ended[ended]
    : { title: waitingWords.entry.title, lead: waitingWords.entry.lead(intake.email, offerMinutes) };
  return (
    <Page frame={frame} title={said.title}>
      <h1>{said.title}</h1>
      {openOffer && (
        <p class="notice">
          {waitingWords.entry.offered} <a href={`/offers/${openOffer}`}>{waitingWords.entry.toOffer}</a>
        </p>
      )}
      <p class="lead">{said.lead}</p>
      <Facts
        facts={[
          [waitingWords.facts.with, doctor?.name ?? waitingWords.wish.anyone(specialization)],
          ...wishFacts(entry),
          [waitingWords.facts.patient, intake.name],
          [
            waitingWords.facts.instead,
            insteadOf && !ended ? momentInWords(insteadOf, frame.clinic.timeZone, { year: true }) : '',
          ],
        ]}
      />
      {ended ? (
        <p>
          {doctor ? (
            <a href={timesPath(doctor.slug)}>{waitingWords.entry.again(doctor.name)}</a>
          ) : (
            <a href={directoryPath({ specialization })}>{waitingWords.entry.others(specialization)}</a>
          )}
        </p>
      ) : (
        <>
          <p>
            <a href={`${path}/change`}>{waitingWords.entry.change}</a>
          </p>
          <form method="post" action={path}>
            <p>{waitingWords.entry.leaveLead}</p>
            <p class="actions">
              <button type="submit" class="secondary">
                {waitingWords.entry.leave}
              </button>
            </p>
          </form>
        </>
      )}
    </Page>
  );
};
