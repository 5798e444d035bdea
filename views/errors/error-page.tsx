import type { Child } from 'hono/jsx';
import { words } from '../messages/words.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { Phone } from '../ui/phone.tsx';

export type ErrorPageProps = { frame: Frame; title: string; lead: string; children?: Child };

/** What went wrong in plain words, a way on, and the clinic's phone number. */
export const ErrorPage = ({ frame, title, lead, children }: ErrorPageProps) => (
  <Page frame={frame} title={title} error>
    <h1>{title}</h1>
    <p class="lead">{lead}</p>
    {children}
    <p>
      <a href="/">{words.waysOn.home}</a>
    </p>
    <p>{words.waysOn.call(<Phone number={frame.clinic.phone} />)}</p>
  </Page>
);
