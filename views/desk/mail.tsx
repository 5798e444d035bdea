import type { Undelivered } from '../../src/mail/undelivered.ts';
import { referenceInPrint } from '../booking/reference.ts';
import { deskWords } from '../messages/desk.ts';
import { Actions } from '../ui/actions.tsx';
import { Facts } from '../ui/facts.tsx';
import { Phone } from '../ui/phone.tsx';
import { momentInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps, FormToken } from './frame.tsx';

/** Mail that somebody should know of who can call the patient. */
export const UndeliveredPage = ({
  mails,
  most,
  notice,
  ...desk
}: DeskProps & { mails: Undelivered[]; most: number; notice?: string | undefined }) => (
  <DeskPage {...desk} title={deskWords.mail.title} count={desk.waits.undelivered} at="mail">
    <h1>{deskWords.mail.title}</h1>
    {notice && <p class="notice">{notice}</p>}
    <p class="lead">{deskWords.mail.lead}</p>
    {mails.length === 0 && <p>{deskWords.mail.none}</p>}
    {mails.map((mail) => (
      <OneMail {...{ ...desk, mail }} />
    ))}
    {mails.length === most && <p>{deskWords.mail.unlisted(most)}</p>}
  </DeskPage>
);

const OneMail = ({ mail, frame, formToken }: Omit<DeskProps, 'waits'> & { mail: Undelivered }) => {
  const { appointment } = mail;
  const heading = `mail-${mail.id}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{deskWords.mail.kinds[mail.kind] ?? mail.kind}</h2>
      <Facts
        facts={[
          [deskWords.mail.to, mail.recipient],
          [
            deskWords.mail.appointment,
            appointment ? deskWords.mail.of(referenceInPrint(appointment.reference), appointment.patient) : '',
          ],
          [deskWords.mail.phone, appointment?.phone ? <Phone number={appointment.phone} /> : ''],
          [deskWords.mail.state, deskWords.mail.states[mail.state]],
          [deskWords.mail.since, momentInWords(mail.createdAt, frame.clinic.timeZone)],
          [deskWords.mail.said, (mail.trouble ?? '').slice(0, 300)],
        ]}
      />
      <form method="post" action={`/desk/mail/${mail.id}`}>
        <FormToken formToken={formToken} />
        <Actions>
          <button type="submit" name="action" value="again" class="secondary" aria-describedby={heading}>
            {deskWords.mail.again}
          </button>
          <button type="submit" name="action" value="done" class="quiet" aria-describedby={heading}>
            {deskWords.mail.done}
          </button>
        </Actions>
      </form>
    </section>
  );
};
