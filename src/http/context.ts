import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Logger } from 'pino';

/** What middleware leaves for the handlers. `formToken`: what the forms of a signed-in session carry. */
export type Env = { Bindings: HttpBindings; Variables: { requestId: string; log: Logger; formToken: string } };

export type AppContext = Context<Env>;
