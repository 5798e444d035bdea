import type { Child } from 'hono/jsx';
import { words } from '../messages/words.ts';
import { Actions } from '../ui/actions.tsx';
import { ErrorSummary } from '../ui/error-summary.tsx';
import { Page } from '../ui/page.tsx';
import { holdPath } from '../ui/paths.ts';
import type { DetailsProps } from './details.tsx';
import { ExtendButton } from './hold-buttons.tsx';
import { HoldSummary } from './hold-summary.tsx';

type StepPageProps = DetailsProps & {
  step: 'more' | 'booker';
  title: string;
  lead: string;
  removable?: boolean;
  children: Child;
};

/** A page beside the details: saves what it asks for and goes back to them. */
export const StepPage = (props: StepPageProps) => {
  const { frame, hold, errors, step, title, lead, removable = false, children } = props;
  const action = holdPath(hold.id, step);
  return (
    <Page frame={frame} title={title} error={Object.keys(errors).length > 0} scripted>
      <ErrorSummary errors={errors} />
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <div class="journey">
        <HoldSummary {...props} />
        <form method="post" action={action} novalidate class="details">
          {children}
          <Actions>
            <button type="submit" name="action" value="save">
              {words.more.save}
            </button>
            <ExtendButton {...props} action={action} />
            {removable && (
              <button type="submit" name="action" value="remove" class="quiet">
                {words.booker.remove}
              </button>
            )}
          </Actions>
          <p>
            <a href={holdPath(hold.id)}>{words.more.back}</a>
          </p>
        </form>
      </div>
    </Page>
  );
};
