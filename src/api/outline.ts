import { apiWords } from '../../views/messages/api.ts';
import type { openApi } from './document.ts';

type Document = ReturnType<typeof openApi>;

/** The part of JSON Schema that the document uses. */
type Schema = {
  $ref?: string;
  allOf?: Schema[];
  type?: string | string[];
  format?: string;
  enum?: string[];
  maxLength?: number;
  description?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
};

type Schemas = Record<string, Schema>;

type Content = Record<string, { schema: Schema }>;

/** An operation as this API documents one. */
type Route = {
  summary: string;
  parameters?: { name: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content: Content }>;
};

export type Field = { name: string; type: string; required: boolean; meaning: string };

/** One request and its answers, flat enough for a page. */
export type Operation = {
  method: string;
  path: string;
  summary: string;
  query: Field[];
  body: Field[];
  answers: { status: number; description: string; fields: Field[] }[];
  refusals: { status: number; codes: string[] }[];
};

/** The document as the page shows it: every reference followed, fields inside fields by their path. */
export function outline(document: Document): Operation[] {
  const schemas = (document.components?.schemas ?? {}) as Schemas;
  return Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Route>).map(([method, route]) => {
      const responses = Object.entries(route.responses).map(([status, { description, content }]) => ({
        status: Number(status),
        description,
        answer: content['application/json']?.schema,
        refusal: content['application/problem+json']?.schema,
      }));
      return {
        method: method.toUpperCase(),
        path: `/api${path}`,
        summary: route.summary,
        query: (route.parameters ?? []).map(({ name, required, schema }) => fieldOf(name, schema, required, schemas)),
        body: fieldsOf(route.requestBody?.content['application/json']?.schema ?? {}, schemas),
        answers: responses.flatMap(({ status, description, answer }) =>
          answer ? [{ status, description, fields: fieldsOf(answer, schemas) }] : [],
        ),
        refusals: responses.flatMap(({ status, refusal }) => (refusal ? [{ status, codes: codesOf(refusal) }] : [])),
      };
    }),
  );
}

function fieldsOf(schema: Schema, schemas: Schemas, prefix = ''): Field[] {
  const { properties = {}, required = [] } = resolved(schema, schemas);
  return Object.entries(properties).flatMap(([name, property]) => [
    fieldOf(prefix + name, property, required.includes(name), schemas),
    ...fieldsOf(property.items ?? property, schemas, `${prefix}${name}${property.items ? '[]' : ''}.`),
  ]);
}

function fieldOf(name: string, schema: Schema, required: boolean, schemas: Schemas): Field {
  const { description, maxLength } = schema;
  const meaning = [description, maxLength && apiWords.page.atMost(maxLength)].filter(Boolean).join('; ');
  return { name, type: typeOf(schema, schemas), required, meaning };
}

function typeOf(schema: Schema, schemas: Schemas): string {
  const { type = 'object', format, enum: values, items } = resolved(schema, schemas);
  if (values) return values.join(apiWords.page.or);
  if (items) return apiWords.page.listOf(typeOf(items, schemas));
  return [type]
    .flat()
    .map((name) => (format && name === 'string' ? format : name))
    .join(apiWords.page.or);
}

const resolved = (schema: Schema, schemas: Schemas): Schema =>
  schema.$ref ? schemas[schema.$ref.split('/').at(-1)!]! : schema;

function codesOf({ allOf = [] }: Schema): string[] {
  return allOf.flatMap(({ properties }) => properties?.code?.enum ?? []);
}
