import type { Logger } from 'pino';
import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import type { Google } from './access.ts';
import { closedConnections } from './reseal.ts';

/** What only the clinic can put right at Google, and what the log says of it. `over`: it is right again. */
const client = {
  wrong:
    'Google does not take GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET: no calendar can be connected, and those that are wait',
  over: 'Google takes GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET again',
};
const api = {
  wrong: 'the Google Calendar API is not enabled for this clinic at Google: no calendar is written or read until it is',
  over: 'the Google Calendar API is enabled again',
};

/** Nobody's token: whether Google knows it is not the question. */
export const NOBODYS = 'nobodys';

/**
 * The same Google, for jobs. Where it does not let the clinic in as that is set up, the log says so once, whoever's calendar it
 * was for, and once more when that is over.
 */
export function watched({ oauth, calendar }: Google, log: Logger): Google {
  const ofClient = watch(log, client);
  const ofApi = watch(log, api);
  return {
    oauth: { ...oauth, refresh: ofClient(oauth.refresh) },
    calendar: {
      insert: ofApi(calendar.insert),
      patch: ofApi(calendar.patch),
      remove: ofApi(calendar.remove),
      busy: ofApi(calendar.busy),
    },
  };
}

/** Says in the log whether Google is there and takes the clinic's id and secret: it looks at those before a token. */
export async function checkClient({ oauth }: Google, log: Logger): Promise<void> {
  const answer = await oauth.refresh(NOBODYS);
  if (answer.ok || answer.reason === 'lost') log.info('Google is there and takes the clinic’s id and secret');
  else if (answer.reason === 'later') log.warn({ why: answer.code }, 'Google does not answer: calendars wait');
}

/** Says in the log how many calendars no key opens, as after a backup that was restored without the clinic's. */
export async function checkKeys(db: Db, secrets: Secrets, log: Logger): Promise<void> {
  const { length: calendars } = await closedConnections(db, secrets);
  if (calendars > 0)
    log.error(
      { calendars },
      'connected calendars are locked with a key that is not here, and wait: put it into SECRET_KEY_BEFORE, or see npm run rotate-key',
    );
}

type Answer = { ok: true } | { ok: false; reason: string; code: string };

function watch(log: Logger, { wrong, over }: { wrong: string; over: string }) {
  let isWrong = false;
  const look = (answer: Answer) => {
    if (!answer.ok && answer.reason === 'set-up') {
      if (!isWrong) log.error({ why: answer.code }, wrong);
      isWrong = true;
    } else if (isWrong && (answer.ok || answer.reason === 'lost')) {
      log.warn(over);
      isWrong = false;
    }
  };
  return <Asked extends unknown[], Given extends Answer>(ask: (...asked: Asked) => Promise<Given>) =>
    async (...asked: Asked): Promise<Given> => {
      const answer = await ask(...asked);
      look(answer);
      return answer;
    };
}
