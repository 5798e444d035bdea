import type { Offer } from '../../src/waiting/offer.ts';
import { ErrorPage } from '../errors/error-page.tsx';
import { waitingWords } from '../messages/waiting.ts';
import { words } from '../messages/words.ts';
import { Actions } from '../ui/actions.tsx';
import { Facts } from '../ui/facts.tsx';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { timesPath } from '../ui/paths.ts';
import { momentInWords } from '../ui/when.ts';

export type OfferPageProps = { frame: Frame; offer: Offer; notice?: string | undefined };

/** A time that is held for who waits for one: only its buttons answer. */
export const OfferPage = ({ frame, offer, notice }: OfferPageProps) => {
  const { timeZone } = frame.clinic;
  const { insteadOf } = offer;
  return (
    <Page frame={frame} title={waitingWords.offer.title} error={notice !== undefined}>
      {notice && <p class="notice">{notice}</p>}
      <div class="ticket">
        <h1>{waitingWords.offer.title}</h1>
        <p>
          {offer.state === 'late'
            ? waitingWords.offer.late
            : waitingWords.offer.lead(momentInWords(offer.toldUntil, timeZone))}
        </p>
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

export type OfferClosedProps = {
  frame: Frame;
  offer: Offer;
  why: 'declined' | 'passed' | 'notToMove';
  /** The page of what the patient waits for. */
  entry: string;
};

/** An offer that cannot be answered any more. */
export const OfferClosedPage = ({ frame, offer, why, entry }: OfferClosedProps) => {
  const { title, lead } = {
    declined: { title: waitingWords.offer.declinedTitle, lead: waitingWords.offer.declined },
    passed: { title: waitingWords.offer.passedTitle, lead: waitingWords.offer.passed },
    notToMove: { title: waitingWords.offer.notToMoveTitle, lead: waitingWords.offer.notToMove },
  }[why];
  const ways = (
    <>
      <p>
        <a href={entry}>{waitingWords.offer.entry}</a>
      </p>
      <p>
        <a href={timesPath(offer.doctorSlug)}>{waitingWords.entry.again(offer.doctorName)}</a>
      </p>
    </>
  );
  if (why !== 'declined')
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
