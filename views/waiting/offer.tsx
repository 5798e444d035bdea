import type { Offer } from '../../src/waiting/offer.ts';
import { ErrorPage } from '../errors/error-page.tsx';
import { waitingWords } from '../messages/waiting.ts';
import { words } from '../messages/words.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { LiveRegions } from '../ui/live-regions.tsx';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { timesPath } from '../ui/paths.ts';
import { momentInWords } from '../ui/when.ts';

export type OfferPageProps = { frame: Frame; offer: Offer; refused?: string | undefined };

/** A time that is held for who waits for one: only its buttons answer. */
export const OfferPage = ({ frame, offer, refused }: OfferPageProps) => {
  const { timeZone } = frame.clinic;
  const { insteadOf } = offer;
  return (
    <Page frame={frame} title={waitingWords.offer.title} error={refused !== undefined} scripted>
      <ErrorSummary refused={refused} />
      <h1>{waitingWords.offer.title}</h1>
      <LiveRegions />
      <div class="ticket">
        {offer.state === 'late' ? <p>{waitingWords.offer.late}</p> : <TimeToAnswer {...{ offer, timeZone }} />}
        <Facts
          facts={[
            [words.details.when, <strong>{momentInWords(offer.startsAt, timeZone, { year: true })}</strong>],
            [words.details.with, `${offer.doctorName}, ${offer.specialization}`],
            [words.confirmation.where, `${frame.clinic.name}, ${frame.clinic.address}`],
            [words.confirmation.patient, offer.patientName],
            [words.confirmation.fee, moneyInWords(offer.consultationFee, offer.currency)],
          ]}
        />
      </div>
      <form method="post" action={`/offers/${offer.id}`}>
        {insteadOf && <p>{waitingWords.offer.instead(momentInWords(insteadOf, timeZone, { year: true }))}</p>}
        <p>{waitingWords.offer.noLead}</p>
        <Actions>
          <button type="submit" name="action" value="accept">
            {insteadOf ? waitingWords.offer.yesMove : waitingWords.offer.yes}
          </button>
          <button type="submit" name="action" value="decline" class="secondary">
            {waitingWords.offer.no}
          </button>
        </Actions>
      </form>
    </Page>
  );
};

/** Seconds from which on minutes that are counted down are of no use to anybody: overnight. */
const LONG = 60 * 60;

/** static/page.ts lets it tick, says that it ends, and goes to what is so then. */
const TimeToAnswer = ({ offer, timeZone }: { offer: Offer; timeZone: string }) => {
  const seconds = Math.max(0, Temporal.Now.instant().until(offer.toldUntil).total('seconds'));
  const until = momentInWords(offer.toldUntil, timeZone);
  const warning = (left: string) => words.countdown.warning(left, until, undefined);
  return (
    <div
      id="countdown"
      data-hx-get={`/offers/${offer.id}`}
      data-hx-trigger="ranout"
      data-left={String(Math.ceil(seconds))}
      data-at-120={warning(words.countdown.twoMinutes)}
      data-at-60={warning(words.countdown.oneMinute)}
      data-at-30={warning(words.countdown.halfAMinute)}
      data-over={waitingWords.offer.over}
    >
      <p>
        {waitingWords.offer.lead(until)}
        {seconds < LONG && (
          <>
            {' '}
            <span class="timer">
              {words.details.left(<span role="timer">{words.details.about(Math.round(seconds / 60))}</span>)}
            </span>
          </>
        )}
      </p>
    </div>
  );
};

export type OfferClosedProps = {
  frame: Frame;
  offer: Offer;
  why: 'accepted' | 'declined' | 'passed' | 'withdrawn' | 'notToMove';
  /** The page of what the patient waits for. */
  entry: string;
};

/** An offer that cannot be answered any more. */
export const OfferClosedPage = ({ frame, offer, why, entry }: OfferClosedProps) => {
  const { title, lead } = {
    accepted: { title: waitingWords.offer.acceptedTitle, lead: waitingWords.offer.accepted },
    declined: { title: waitingWords.offer.declinedTitle, lead: waitingWords.offer.declined },
    passed: { title: waitingWords.offer.passedTitle, lead: waitingWords.offer.passed },
    withdrawn: { title: waitingWords.offer.passedTitle, lead: waitingWords.offer.withdrawn },
    notToMove: { title: waitingWords.offer.notToMoveTitle, lead: waitingWords.offer.notToMove },
  }[why];
  const ways = (
    <>
      {why === 'accepted' && (
        <p>
          <a href="/find-appointment">{waitingWords.entry.appointments}</a>
        </p>
      )}
      <p>
        <a href={entry}>{waitingWords.offer.entry}</a>
      </p>
      <p>
        <a href={timesPath(offer.doctorSlug)}>{waitingWords.entry.again(offer.doctorName)}</a>
      </p>
    </>
  );
  if (why !== 'declined' && why !== 'accepted')
    return (
      <ErrorPage frame={frame} {...{ title, lead }}>
        {ways}
      </ErrorPage>
    );
  return (
    <Page frame={frame} title={title}>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      {ways}
    </Page>
  );
};
