import type { Child } from 'hono/jsx';
import { deskWords } from '../messages/desk.ts';
import { type Frame, Page } from '../ui/page.tsx';

export type DeskProps = {
  frame: Frame;
  /** Goes along with every form, so that no other site can send one. */
  formToken: string;
};

type DeskPageProps = DeskProps & { title: string; error?: boolean; scripted?: boolean; children: Child };

/** A page of the front desk: the way to the others, and out. */
export const DeskPage = ({ frame, formToken, title, error = false, scripted = false, children }: DeskPageProps) => (
  <Page frame={frame} title={title} error={error} scripted={scripted}>
    {children}
    <nav aria-label={deskWords.home.title} class="screen-only">
      <p>
        <a href="/desk">{deskWords.home.title}</a>
      </p>
      <form method="post" action="/desk/sign-out">
        <FormToken formToken={formToken} />
        <button type="submit" class="quiet">
          {deskWords.signOut}
        </button>
      </form>
    </nav>
  </Page>
);

export const FormToken = ({ formToken }: { formToken: string }) => (
  <input type="hidden" name="token" value={formToken} />
);
