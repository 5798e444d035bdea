import { waitingWords } from '../messages/waiting.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { Phone } from '../ui/phone.tsx';

/** After asking to wait; says nothing of whom or of what, and the same to who is on the list already. */
export const JoinedPage = ({ frame }: { frame: Frame }) => (
  <Page frame={frame} title={waitingWords.joined.title}>
    <h1>{waitingWords.joined.title}</h1>
    <p class="lead">{waitingWords.joined.lead}</p>
    <p>{waitingWords.joined.before}</p>
    <p>{waitingWords.joined.none(<Phone number={frame.clinic.phone} />)}</p>
    <p>
      <a href="/doctors">{waitingWords.joined.doctors}</a>
    </p>
  </Page>
);
