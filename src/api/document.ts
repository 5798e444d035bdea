import type { OpenAPIHono } from '@hono/zod-openapi';
import { apiWords } from '../../views/messages/api.ts';
import type { Env } from '../http/context.ts';

/** The OpenAPI 3.1 document of the routes that `app` has by now. */
export function openApi(app: OpenAPIHono<Env>, clinic: string) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: { title: apiWords.document.title, version: '1.0.0', description: apiWords.document.description(clinic) },
    servers: [{ url: '/api' }],
  });
}
