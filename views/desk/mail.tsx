import type { Undelivered } from '../../src/mail/undelivered.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { deskWords } from '../messages/desk.ts';
import { Actions } from '../ui/actions.tsx';
import { Facts, type FactsProps } from '../ui/facts.tsx';
import { Phone } from '../ui/phone.tsx';
import { momentInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps, FormToken } from './frame.tsx';

export type UndeliveredProps = DeskProps & { mails: Undelivered[]; most: number; notice?: string | undefined };

/** Mail that somebody should know of who can call the patient. */
export const UndeliveredPage = ({ mails, most, notice, ...desk }: UndeliveredProps) => (
  <DeskPage {...desk} title={deskWords.mail.title} count={desk.waits.undelivered} at="mail">
    <h1>{deskWords.mail.title}</h1>
    {notice && <p class="notice">{notice}</p>}
    <p class="lead">{mails.length > 0 ? deskWords.mail.lead : deskWords.mail.none}</p>
    {mails.length > 0 && (
      <ul class="tasks">
        {mails.map((mail) => (
          <OneMail {...{ mail, formToken: desk.formToken, timeZone: desk.frame.clinic.timeZone }} />
        ))}
      </ul>
    )}
    {mails.length === most && <p>{deskWords.mail.unlisted(most)}</p>}
  </DeskPage>
);

type OneMailProps = { mail: Undelivered; formToken: string; timeZone: string };

const OneMail = ({ mail, formToken, timeZone }: OneMailProps) => {
  const kind = deskWords.mail.kinds[mail.kind] ?? mail.kind;
  const title = deskWords.mail.heading(mail.name ?? mail.recipient, kind);
  const at = mail.startsAt && momentInWords(mail.startsAt, timeZone);
  const nameOf = (button: string) => deskWords.mail.which(button, title, at, momentInWords(mail.createdAt, timeZone));
  return (
    <li class="task task-waits">
      <h2>{title}</h2>
      <p>{deskWords.mail.tell[mail.kind]}</p>
      <Facts facts={factsOf(mail, timeZone)} />
      <p>
        <strong>{stateOf(mail)}</strong>
        {mail.trouble && <span class="said-by-server"> {deskWords.mail.said(mail.trouble.slice(0, 300))}</span>}
      </p>
      <form method="post" action={`/desk/mail/${mail.id}`}>
        <FormToken formToken={formToken} />
        <Actions>
          <button type="submit" name="action" value="done" aria-label={nameOf(deskWords.mail.done)}>
            {deskWords.mail.done}
          </button>
          <button type="submit" name="action" value="again" class="secondary" aria-label={nameOf(deskWords.mail.again)}>
            {deskWords.mail.again}
          </button>
        </Actions>
      </form>
    </li>
  );
};

function factsOf(mail: Undelivered, timeZone: string): FactsProps['facts'] {
  const time = mail.startsAt && momentInWords(mail.startsAt, timeZone);
  return [
    [deskWords.mail.phone, phoneOf(mail)],
    [deskWords.mail.to, mail.recipient],
    [deskWords.mail.patient, mail.patient !== mail.name && mail.patient],
    [mail.heldUntil ? deskWords.mail.offered : deskWords.mail.appointment, time && <strong>{time}</strong>],
    [deskWords.mail.doctor, mail.doctor],
    [deskWords.mail.held, mail.heldUntil && heldUntil(mail.heldUntil, timeZone)],
    [deskWords.mail.reference, mail.reference && referenceInPrint(mail.reference)],
    [deskWords.mail.now, mail.kind !== 'cancelled' && (deskWords.mail.statuses[mail.status ?? ''] ?? null)],
    [
      deskWords.mail.message,
      mail.message && <a href={`/desk/messages/${mail.message}`}>{referenceInPrint(mail.message)}</a>,
    ],
    [deskWords.mail.since, momentInWords(mail.createdAt, timeZone)],
  ];
}

/** Who wrote a message, or asked for a link, was not asked for one; nor was a doctor. */
function phoneOf({ phone, kind }: Undelivered) {
  if (phone) return <Phone number={phone} />;
  return ['message', 'answer', 'sign-in', 'doctor-calendar'].includes(kind) ? null : deskWords.mail.noPhone;
}

function heldUntil(until: Temporal.Instant, timeZone: string): string {
  const over = Temporal.Instant.compare(until, Temporal.Now.instant()) <= 0;
  return (over ? deskWords.mail.wasHeld : deskWords.mail.isHeld)(momentInWords(until, timeZone));
}

function stateOf({ state, unknownAddress }: Undelivered): string {
  if (state === 'refused' && unknownAddress) return deskWords.mail.unknownAddress;
  return deskWords.mail.states[state];
}
