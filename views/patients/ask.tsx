import { patientWords } from '../messages/patients.ts';
import { ErrorSummary, type FieldErrors, isFaulty } from '../ui/error-summary.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { Phone } from '../ui/phone.tsx';
import { TextField } from '../ui/text-field.tsx';

export type AskPageProps = {
  frame: Frame;
  /** Whether this clinic sends mail. */
  mailed: boolean;
  /** As it was typed. */
  email?: string;
  errors?: FieldErrors;
  refused?: string;
  /** How the session ended that there was: they asked for it, or it was over. */
  signedOut?: keyof typeof patientWords.signedOut | undefined;
};

/** For who is not signed in. */
export const AskPage = ({ frame, mailed, email, errors, refused, signedOut }: AskPageProps) => {
  const said = signedOut && patientWords.signedOut[signedOut];
  const title = said?.title ?? patientWords.ask.title;
  const faulty = isFaulty({ errors, refused });
  return (
    <Page frame={frame} title={title} error={faulty} scripted={faulty}>
      <ErrorSummary {...{ errors, refused }} />
      <h1>{title}</h1>
      {said && <p>{said.lead}</p>}
      <p class="lead">{mailed ? patientWords.ask.lead : patientWords.ask.noMail}</p>
      {mailed && (
        <form method="post" action="/my-appointments" novalidate>
          <TextField
            name="email"
            type="email"
            label={patientWords.ask.email}
            value={email}
            error={errors?.email}
            autocomplete="email"
          />
          <p class="actions">
            <button type="submit">{patientWords.ask.button}</button>
          </p>
        </form>
      )}
      <OtherWays frame={frame} />
    </Page>
  );
};

/** The same whether the address is known or not. */
export const AskedPage = ({ frame, minutes, most }: { frame: Frame; minutes: number; most: number }) => (
  <Page frame={frame} title={patientWords.asked.title}>
    <h1>{patientWords.asked.title}</h1>
    <p class="lead">{patientWords.asked.lead(minutes)}</p>
    <p>{patientWords.asked.nothing}</p>
    <p>{patientWords.asked.most(most)}</p>
    <p>
      <a href="/my-appointments">{patientWords.asked.again}</a>
    </p>
    <OtherWays frame={frame} />
  </Page>
);

const OtherWays = ({ frame }: { frame: Frame }) => (
  <>
    <p>
      <a href="/find-appointment">{patientWords.ask.toFind}</a>
    </p>
    <p>{patientWords.ask.call(<Phone number={frame.clinic.phone} />)}</p>
  </>
);
