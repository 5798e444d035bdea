import { MessagePage, type MessagePageProps } from '../../views/desk/message.tsx';
import { deskWords } from '../../views/messages/desk.ts';
import { readReference } from '../booking/reference.ts';
import { answersOf, findMessage, type Message } from '../contact/message.ts';
import type { Deps } from '../deps.ts';
import type { AppContext } from '../http/context.ts';
import { deskFrame } from './frame.ts';
import { messageOf } from './paths.ts';

type Shown = Pick<MessagePageProps, 'typed' | 'errors' | 'notice' | 'dropping'> & { status?: 200 | 409 | 422 };

export async function messagePage(c: AppContext, deps: Deps, message: Message, { status = 200, ...shown }: Shown = {}) {
  const mailed = deps.config.mail !== 'none';
  const [desk, answers] = await Promise.all([deskFrame(c, deps), answersOf(deps.db, message.id)]);
  const props = { ...desk, message, answers, mailed, ...shown };
  return c.html(<MessagePage {...props} />, status);
}

/** The page at `path` of a message, with an answer in its box that is not sent yet; null where no message is there. */
export async function unsentPage(
  c: AppContext,
  deps: Deps,
  { path, ...shown }: { path: string; typed: string; status?: 409 },
) {
  const message = await messageTyped(deps, messageOf(path));
  return message && messagePage(c, deps, message, { ...shown, notice: deskWords.messages.unsent });
}

/** The message whose reference was typed so. */
export async function messageTyped({ db }: Deps, typed = ''): Promise<Message | null> {
  const reference = readReference(typed);
  return reference === null ? null : findMessage(db, reference);
}
