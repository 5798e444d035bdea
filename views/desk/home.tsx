import { deskWords } from '../messages/desk.ts';
import { DeskPage, type DeskProps } from './frame.tsx';

/** What waits for somebody at the front desk. */
export const DeskHomePage = ({
  open,
  undelivered,
  notice,
  ...desk
}: DeskProps & { open: number; undelivered: number; notice?: string | undefined }) => (
  <DeskPage {...desk} title={deskWords.home.title}>
    <h1>{deskWords.home.title}</h1>
    {notice && <p class="notice">{notice}</p>}
    <h2>
      <a href="/desk/messages">{deskWords.home.messages}</a>
    </h2>
    <p>{deskWords.home.open(open)}</p>
    <h2>
      <a href="/desk/mail">{deskWords.home.mail}</a>
    </h2>
    <p>{deskWords.home.undelivered(undelivered)}</p>
  </DeskPage>
);
