/** Asks the API in process, holds every answer against the OpenAPI document, and remembers what was answered. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Hono } from 'hono';
import { expect } from 'vitest';
import type { Db } from '../../src/db/client.ts';
import type { Env } from '../../src/http/context.ts';
import { testApp } from '../support/app.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };
export type Question = { headers?: Record<string, string>; body?: unknown; raw?: BodyInit };

/** What the document says, as far as the tests read it. */
export type Document = {
  paths: Record<string, Record<string, { responses: Record<string, { content: Record<string, { schema: object }> }> }>>;
};

/** The application with these settings. Every caller comes from an address of its own. */
export const clinicApi = (db: Db, settings: Record<string, string> = {}) =>
  testApp(db, { TRUST_PROXY: 'true', ...settings }).app;

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
  const { document, ajv } = await documented(app);
  const operation = document.paths[path]?.[method.toLowerCase()];
  if (!operation) return;
  const response = operation.responses[answer.status];
  if (!response) throw new Error(`${method} ${path} answered ${answer.status}, which is not documented.`);
  const [type = ''] = Object.keys(response.content);
  expect(answer.headers.get('content-type')?.split(';')[0]).toBe(type);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const steps = ['paths', path, method.toLowerCase(), 'responses', answer.status, 'content', type, 'schema'];
  const pointer = steps.map((step) => String(step).replaceAll('/', '~1')).join('/');
  const matches = ajv.getSchema(`document#/${pointer}`)!;
  if (!matches(answer.body)) throw new Error(`${method} ${path}: ${ajv.errorsText(matches.errors)}`);
  provoked.add([method, path, answer.status, answer.body.code].filter(Boolean).join(' '));
}

const known = new WeakMap<Hono<Env>, { document: Document; ajv: Ajv2020 }>();

async function documented(app: Hono<Env>) {
  const document = known.get(app)?.document ?? (await documentOf(app));
  const ajv = known.get(app)?.ajv ?? addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  if (!known.has(app)) known.set(app, { document, ajv: ajv.addSchema({ $id: 'document', ...document }) });
  return { document, ajv };
}
