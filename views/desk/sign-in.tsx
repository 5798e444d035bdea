import { deskWords } from '../messages/desk.ts';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Document, type Frame } from '../ui/page.tsx';
import { TextField } from '../ui/text-field.tsx';
import { DeskHeader } from './frame.tsx';

export type SignInProps = {
  frame: Frame;
  /** The page to go on to. */
  to: string;
  /** What was typed into a form that came without a session. */
  kept?: string | undefined;
  /** They had been signed in when they opened the form that led here. */
  meanwhile?: boolean;
  error?: string | undefined;
  notice?: string | undefined;
  /** Said where MediBook is only being tried. */
  trialPassword: string | null;
};

export const SignInPage = ({ frame, to, kept, meanwhile, error, notice, trialPassword }: SignInProps) => (
  <Document
    frame={frame}
    title={deskWords.signIn.title}
    error={error !== undefined}
    scripted={error !== undefined}
    room="desk"
    header={<DeskHeader frame={frame} />}
  >
    {error && <ErrorSummary errors={{ password: error }} />}
    <h1>{deskWords.signIn.title}</h1>
    {notice && <p class="notice">{notice}</p>}
    {meanwhile && <p class="notice">{kept ? deskWords.signIn.kept : deskWords.signIn.meanwhile}</p>}
    <p class="lead">{deskWords.signIn.lead}</p>
    {trialPassword && <p>{deskWords.signIn.trial(trialPassword)}</p>}
    <form method="post" action="/desk/sign-in" novalidate>
      <input type="hidden" name="to" value={to} />
      {meanwhile && <input type="hidden" name="meanwhile" value="yes" />}
      {kept && <input type="hidden" name="kept" value={kept} />}
      <TextField
        name="password"
        type="password"
        label={deskWords.signIn.password}
        error={error}
        autocomplete="current-password"
      />
      <p class="actions">
        <button type="submit">{deskWords.signIn.button}</button>
      </p>
    </form>
  </Document>
);
