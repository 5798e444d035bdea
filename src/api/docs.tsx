import { Hono } from 'hono';
import { DocumentPage } from '../../views/api/document.tsx';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { Env } from '../http/context.ts';
import type { openApi } from './document.ts';
import { outline } from './outline.ts';
import { problems } from './problem.ts';

/** The document twice: for programs, and as a page for people. Made when it is first asked for, not at every start. */
export function docs(deps: Deps, makeDocument: () => ReturnType<typeof openApi>) {
  let made: ReturnType<typeof openApi> | undefined;
  const document = () => {
    made ??= makeDocument();
    return made;
  };
  return new Hono<Env>()
    .get('/openapi.json', (c) => c.json(document()))
    .get('/docs', async (c) => {
      const frame = await frameOf(c, deps);
      return c.html(<DocumentPage frame={frame} operations={outline(document())} problems={problems} />);
    });
}
