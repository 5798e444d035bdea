import type { Draft } from '../../src/booking/held.ts';
import { words } from '../messages/words.ts';
import { Actions } from '../ui/actions.tsx';
import type { DatePart } from '../ui/date-field.tsx';
import { ErrorSummary, type FieldErrors } from '../ui/error-summary.tsx';
import { Facts } from '../ui/facts.tsx';
import { type Frame, Page } from '../ui/page.tsx';
import { holdPath } from '../ui/paths.ts';
import type { CountdownProps } from './countdown.tsx';
import { BookButton, ExtendButton } from './hold-buttons.tsx';
import { HoldSummary } from './hold-summary.tsx';
import { PatientFields } from './patient-fields.tsx';

export type DetailsProps = CountdownProps & {
  frame: Frame;
  /** What was typed so far, on all steps. */
  typed: Draft;
  errors: FieldErrors;
  /** The boxes of the date of birth that its error is about. */
  wrongBoxes: DatePart[];
  /** True where this hold was just made in place of another. */
  instead?: boolean | undefined;
  /** True where all that is filled in came along from another hold. */
  cameAlong: boolean;
  /** Marks what was typed on the other steps, as it stands on this page. */
  noted: string;
};

export const DetailsPage = (props: DetailsProps) => {
  const { frame, hold, typed, errors, wrongBoxes, instead, cameAlong, noted } = props;
  const action = holdPath(hold.id);
  return (
    <Page frame={frame} title={words.details.title} error={Object.keys(errors).length > 0} scripted>
      <ErrorSummary errors={errors} />
      <h1>{words.details.title}</h1>
      {(instead || cameAlong) && <InPlaceOfAnother {...props} action={action} />}
      <div class="journey">
        <HoldSummary {...props} />
        <form method="post" action={action} novalidate class="details">
          <h2>{words.details.who}</h2>
          <input type="hidden" name="noted" value={noted} />
          <PatientFields {...{ typed, errors, wrongBoxes }} phone={frame.clinic.phone} />
          <AlsoNoted typed={typed} />
          <Actions>
            <BookButton hold={hold} />
            <ExtendButton {...props} action={action} />
          </Actions>
          <Actions>
            <button type="submit" name="action" value="booker" class="quiet">
              {words.details.booker}
            </button>
            <button type="submit" name="action" value="more" class="quiet">
              {words.details.more}
            </button>
          </Actions>
          <Actions>
            <button type="submit" name="action" value="change" id="change" class="quiet">
              {words.details.change}
            </button>
            <button type="submit" name="action" value="release" id="release" class="quiet">
              {words.details.release}
            </button>
          </Actions>
        </form>
      </div>
    </Page>
  );
};

/**
 * One visitor has one time: said, as it lets the other go. At a computer that people share the next one may be another
 * patient: what came along is said, and goes at a click.
 */
const InPlaceOfAnother = ({ hold, instead, cameAlong, action }: DetailsProps & { action: string }) => {
  const said = [instead && words.details.instead, cameAlong && words.details.cameAlong(hold.draft.name ?? '')];
  return (
    <div class="notice">
      <p>{said.filter(Boolean).join(' ')}</p>
      {cameAlong && (
        <form method="post" action={action}>
          <button type="submit" name="action" value="clear" class="quiet">
            {words.details.clear}
          </button>
        </form>
      )}
    </div>
  );
};

/** What was typed on the other steps, so that nobody wonders whether it is still there. */
const AlsoNoted = ({ typed }: { typed: Draft }) => {
  const noted: [string, string][] = [
    [words.details.bookedBy, typed.bookerName ?? ''],
    [words.confirmation.reason, typed.reason ?? ''],
    [words.more.gender, typed.gender ?? ''],
    [words.more.address, typed.address ?? ''],
    [words.more.medicalHistory, typed.medicalHistory ?? ''],
  ];
  if (noted.every(([, content]) => !content)) return null;
  return (
    <section aria-labelledby="noted">
      <h2 id="noted">{words.details.noted}</h2>
      <Facts facts={noted} />
    </section>
  );
};
