import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Logger } from 'pino';

/** What middleware leaves for the handlers. */
export type Env = { Bindings: HttpBindings; Variables: { requestId: string; log: Logger } };

export type AppContext = Context<Env>;
