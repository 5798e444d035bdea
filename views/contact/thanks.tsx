import { referenceAloud, referenceInPrint } from '../booking/reference.ts';
import { contactWords } from '../messages/contact.ts';
import { words } from '../messages/words.ts';
import { type Frame, Page } from '../ui/page.tsx';

/** Says nothing of who wrote, or what: its address is short enough to be guessed. */
export const ThanksPage = ({ frame, reference }: { frame: Frame; reference: string }) => (
  <Page frame={frame} title={contactWords.thanks.title}>
    <div class="ticket ticket-valid">
      <h1>{contactWords.thanks.title}</h1>
      <p class="reference">
        {contactWords.thanks.reference}: <strong>{referenceInPrint(reference)}</strong>
      </p>
      <p class="aside">{words.confirmation.spelled(referenceAloud(reference))}</p>
      <p>{contactWords.thanks.next}</p>
    </div>
    <p class="screen-only">
      <a href="/">{contactWords.thanks.home}</a>
    </p>
  </Page>
);
