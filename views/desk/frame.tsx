import type { Child } from 'hono/jsx';
import type { List } from '../../src/contact/message.ts';
import { deskWords } from '../messages/desk.ts';
import { Document, type Frame } from '../ui/page.tsx';

/** Messages of each list, mails that did not arrive, and doctors' calendars that must be connected again. */
export type Waits = Record<List, number> & { undelivered: number; lostCalendars: number };

export type DeskProps = {
  frame: Frame;
  /** Goes along with every form, so that no other site can send one. */
  formToken: string;
  waits: Waits;
};

type DeskPageProps = DeskProps & {
  title: string;
  /** How many wait of what the page is about: in the browser's tab, to be seen from another. */
  count?: number;
  at: 'home' | 'doctors' | 'messages' | 'mail';
  /** The page is one below the one that `at` leads to. */
  below?: boolean;
  error?: boolean;
  scripted?: boolean;
  children: Child;
};

/** A page of the front desk: the way to the others, and out. */
export const DeskPage = ({ title, count = 0, at, below = false, children, ...desk }: DeskPageProps) => (
  <Document
    {...desk}
    title={count > 0 ? deskWords.counted(title, count) : title}
    room="desk"
    header={
      <DeskHeader {...desk}>
        <DeskMenu {...{ ...desk, at, below }} />
      </DeskHeader>
    }
  >
    {children}
  </Document>
);

/** Before anybody is signed in there is nowhere to go. */
export const DeskHeader = ({ frame, children }: { frame: Frame; children?: Child }) => (
  <header class="site-header">
    <div class="inner">
      <p class="wordmark">
        <a href="/desk">{deskWords.of(frame.clinic.name)}</a>
      </p>
      {children}
    </div>
  </header>
);

type DeskMenuProps = Pick<DeskProps, 'formToken' | 'waits'> & Partial<Pick<DeskPageProps, 'at' | 'below'>>;

export const DeskMenu = ({ formToken, waits, at, below }: DeskMenuProps) => {
  const entries = [
    ['home', '/desk', 0],
    ['doctors', '/desk/doctors', waits.lostCalendars],
    ['messages', '/desk/messages', waits.open],
    ['mail', '/desk/mail', waits.undelivered],
  ] as const;
  return (
    <nav class="desk-menu" aria-label={deskWords.home.title}>
      <ul>
        {entries.map(([name, path, count]) => (
          <li>
            <a href={path} aria-current={name !== at ? undefined : below ? 'true' : 'page'}>
              <span>{deskWords.menu[name]}</span>
              {count > 0 && <Count count={count} />}
            </a>
          </li>
        ))}
        <li>
          <form method="post" action="/desk/sign-out">
            <FormToken formToken={formToken} />
            <button type="submit" class="quiet">
              {deskWords.signOut}
            </button>
          </form>
        </li>
      </ul>
    </nav>
  );
};

export const Count = ({ count }: { count: number }) => (
  <>
    {' '}
    <strong class="count">{count}</strong>
  </>
);

export const FormToken = ({ formToken }: { formToken: string }) => (
  <input type="hidden" name="token" value={formToken} />
);
