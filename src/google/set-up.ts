import type { Logger } from 'pino';
import type { Db } from '../db/client.ts';
import type { Secrets } from '../http/secrets.ts';
import type { Google } from './access.ts';
import { NO_ANSWER } from './oauth.ts';
import { closedConnections } from './reseal.ts';

/** What keeps every calendar from being written, and what the log says of it. `over`: when it does no more. */
const client = {
  is: ({ reason, code }: Refusal) => reason === 'set-up' && code !== 'unauthorized_client',
  level: 'error',
  wrong:
    'Google does not take GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET: no calendar can be connected, and those that are wait',
  over: 'Google takes GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET again',
} as const;
const api = {
  ...client,
  wrong: 'the Google Calendar API is not enabled for this clinic at Google: no calendar is written or read until it is',
  over: 'the Google Calendar API is enabled again',
} as const;
const others = {
  is: ({ code }: Refusal) => code === 'unauthorized_client',
  level: 'error',
  wrong:
    'calendars were connected by another client at Google, and wait for three and a half days: set GOOGLE_CLIENT_ID to what it was, or their owners are asked to connect them again',
  // Each of them is so for itself, whatever Google says of the next.
  over: null,
} as const;
const away = {
  is: ({ code }: Refusal) => code === NO_ANSWER,
  level: 'warn',
  wrong: 'Google does not answer: calendars wait, and are tried again and again',
  over: 'Google answers again',
} as const;

/** Nobody's token: whether Google knows it is not the question. */
export const NOBODYS = 'nobodys';

/**
 * The same Google, for jobs. Where it is away, or does not let the clinic in as that is set up, the log says so once, whoever's
 * calendar it was for, and once more when that is over.
 */
export function watched({ oauth, calendar }: Google, log: Logger): Google {
  const [ofClient, ofOthers] = [watch(log, client), watch(log, others)];
  const [ofApi, ofAll] = [watch(log, api), watch(log, away)];
  return {
    oauth: { ...oauth, refresh: ofAll(ofOthers(ofClient(oauth.refresh))), revoke: ofAll(oauth.revoke) },
    calendar: {
      insert: ofAll(ofApi(calendar.insert)),
      patch: ofAll(ofApi(calendar.patch)),
      remove: ofAll(ofApi(calendar.remove)),
      busy: ofAll(ofApi(calendar.busy)),
    },
  };
}

/** Says in the log whether Google is there and takes the clinic's id and secret: it looks at those before a token. */
export async function checkClient({ oauth }: Google, log: Logger): Promise<void> {
  const answer = await oauth.refresh(NOBODYS);
  if (answer.ok || answer.reason === 'lost') log.info('Google is there and takes the clinic’s id and secret');
  else if (answer.reason === 'later' && answer.code !== NO_ANSWER)
    log.warn({ why: answer.code }, 'Google does not say whether it takes the clinic’s id and secret');
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

/** Says in the log how many calendars are still connected, where the settings for Google were taken out or never came along. */
export async function checkLeftovers({ sql }: Db, log: Logger): Promise<void> {
  const [row] = await sql<{ calendars: number }[]>`SELECT count(*) AS calendars FROM google_connections`;
  const { calendars } = row!;
  if (calendars > 0)
    log.warn(
      { calendars },
      'calendars are connected, but GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET are not set: nothing is written there, and what was read of when doctors are busy goes on to count; set both, or set them once more to disconnect those calendars',
    );
}

type Refusal = { ok: false; reason: string; code: string };
type Trouble = { is(refusal: Refusal): boolean; level: 'error' | 'warn'; wrong: string; over: string | null };

function watch(log: Logger, { is, level, wrong, over }: Trouble) {
  let isWrong = false;
  const look = (answer: { ok: true } | Refusal) => {
    if (!answer.ok && is(answer)) {
      if (!isWrong) log[level]({ why: answer.code }, wrong);
      isWrong = true;
    } else if (isWrong && over !== null && (answer.ok || answer.reason === 'lost')) {
      log.warn(over);
      isWrong = false;
    }
  };
  return <Asked extends unknown[], Given extends { ok: true } | Refusal>(ask: (...asked: Asked) => Promise<Given>) =>
    async (...asked: Asked): Promise<Given> => {
      const answer = await ask(...asked);
      look(answer);
      return answer;
    };
}
