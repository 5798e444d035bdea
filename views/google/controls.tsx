import { googleWords } from '../messages/google.ts';
import { Actions } from '../ui/actions.tsx';

/** Which of several calendars a link or a button is of, for who cannot see where it stands; null where there is only one. */
type Which = { which: string | null };

/** The way to Google's page; a link, as browsers let no form lead to another site. */
export const Connect = ({ href, label, which }: Which & { href: string; label: string }) => (
  <p class="actions">
    <a class="button" href={href} rel="nofollow" aria-label={named(label, which)}>
      {label}
    </a>
  </p>
);

/** Of a form: to disconnect, and the switch for later appointments; null where it is not to be seen. */
export const Buttons = ({ addsLater, which }: Which & { addsLater: boolean | null }) => (
  <Actions>
    {addsLater !== null && (
      <Button
        action={addsLater ? 'stop' : 'start'}
        label={addsLater ? googleWords.stop : googleWords.start}
        which={which}
      />
    )}
    <Button action="disconnect" label={googleWords.disconnect} which={which} />
  </Actions>
);

const Button = ({ action, label, which }: Which & { action: string; label: string }) => (
  <button type="submit" class="secondary" name="action" value={action} aria-label={named(label, which)}>
    {label}
  </button>
);

const named = (label: string, which: string | null) => (which === null ? undefined : googleWords.which(label, which));
