/** Asks the API in process, holds every answer against the OpenAPI document, and remembers what was answered. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Hono } from 'hono';
import pino from 'pino';
import { expect } from 'vitest';
import { apiError } from '../../src/api/problem.ts';
import { api } from '../../src/api/routes.ts';
import { readConfig } from '../../src/config.ts';
import type { Db } from '../../src/db/client.ts';
import type { Deps } from '../../src/deps.ts';
import type { Env } from '../../src/http/context.ts';
import { RefusedRequest } from '../../src/http/refusal.ts';
import { makeSecrets } from '../../src/http/secrets.ts';
import { security } from '../../src/http/security.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
export type Question = { headers?: Record<string, string>; body?: unknown; raw?: BodyInit };

/** What the document says, as far as the tests read it. */
export type Document = {
  paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>>;
};

/** The API as the application mounts it, with these variables. Every caller comes from an address of its own. */
export function clinicApi(db: Db, variables: Record<string, string> = {}) {
  const read = readConfig({ TRUST_PROXY: 'true', ...variables });
  if (!read.ok) throw new Error(read.problems.join(' '));
  const assets = { asset: (name: string) => `/static/${name}`, serve: () => new Response() };
  const deps: Deps = {
    db,
    config: read.config,
    log: pino({ level: 'silent' }),
    assets,
    secrets: makeSecrets('x'.repeat(32)),
  };
  const app = new Hono<Env>();
  app.use(security(deps.config));
  app.route('/api', api(deps));
  app.onError((error, c) => apiError(error, c as Parameters<typeof apiError>[1]));
  app.notFound((c) => apiError(new RefusedRequest('not_found'), c as Parameters<typeof apiError>[1]));
  return app;
}

/** Every answer so far, as `POST /slots/hold 409 slot_unavailable`. */
export const provoked = new Set<string>();

let callers = 0;
/** A network address that nobody asked from before. */
export const newAddress = () => `10.0.${callers >> 8}.${callers++ & 255}`;

export async function ask(app: Hono<Env>, request: string, { headers, body, raw }: Question = {}): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await app.request(`/api${path}`, {
    method,
    headers: {
      'x-forwarded-for': newAddress(),
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(sent !== undefined && { body: sent }),
  });
  const text = await response.text();
  const answer: Answer = { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : {} };
  await holdAgainstDocument(app, method, path.split('?')[0]!, answer);
  return answer;
}

export async function documentOf(app: Hono<Env>): Promise<Document> {
  return (await app.request('/api/openapi.json')).json() as Promise<Document>;
}

async function holdAgainstDocument(app: Hono<Env>, method: string, path: string, answer: Answer) {
  const document = await documentOf(app);
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) return;
  const documented = operation.responses[answer.status];
  if (!documented) throw new Error(`${method} ${path} answered ${answer.status}, which is not documented.`);
  const [[type, { schema }]] = Object.entries(documented.content) as [[string, { schema: object }]];
  expect(answer.headers.get('content-type')?.split(';')[0]).toBe(type);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema({ $id: 'document', ...document });
  const matches = ajv.compile({ ...absolute(schema) });
  if (!matches(answer.body)) throw new Error(`${method} ${path}: ${ajv.errorsText(matches.errors)}`);
  provoked.add([method, path, answer.status, answer.body.code].filter(Boolean).join(' '));
}

/** The same schema, its references into the document made absolute. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'));
}
