import type { Logger } from 'pino';
import type { Config } from './config.ts';
import type { Db } from './db/client.ts';
import type { Assets } from './http/assets.ts';
import type { Secrets } from './http/secrets.ts';
import type { Live } from './live/live.ts';

/** What the application is made with. server.ts makes the real ones, a test its own. */
export type Deps = { db: Db; config: Config; log: Logger; assets: Assets; secrets: Secrets; live: Live };
