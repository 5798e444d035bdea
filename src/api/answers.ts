import { z } from '@hono/zod-openapi';
import { apiWords } from '../../views/messages/api.ts';
import { type ApiFault, type ProblemCode, problems } from './problem.ts';

const words = apiWords.document.fields;

const Problem = z
  .object({
    type: z.string().meta({ format: 'uri-reference', description: words.type }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.enum(Object.keys(problems) as ProblemCode[]).meta({ description: words.code }),
    errors: z
      .array(
        z.object({
          field: z.string().meta({ description: words.field }),
          pointer: z.string().optional().meta({ description: words.pointer }),
          code: z.enum(Object.keys(apiWords.faults) as ApiFault[]),
          message: z.string(),
        }),
      )
      .optional()
      .meta({ description: words.errors }),
  })
  .openapi('Problem');

/** An answer in JSON, as a route documents it. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/**
 * The answers that refuse, one a status, each with the codes it may carry. Typed as nothing, because no handler returns
 * them: they are thrown.
 */
export function refusing(...codes: ProblemCode[]): object {
  const byStatus = Map.groupBy(codes, (code) => problems[code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => apiWords.problems[code].title).join('; '),
        content: { 'application/problem+json': { schema: Problem.extend({ code: z.enum(codes) }) } },
        ...((status === 429 || status === 503) && { headers: retryAfter }),
      },
    ]),
  );
}

const retryAfter = {
  'Retry-After': { required: true, description: words.retryAfter, schema: { type: 'integer' as const } },
};

/** What any question may be answered with, and any request with a body. */
export const ofAnyQuestion = ['internal_error', 'unavailable'] as const satisfies ProblemCode[];
export const ofAnyRequest = [
  'malformed_json',
  'foreign_origin',
  'payload_too_large',
  'unsupported_media_type',
  'invalid_request',
  'too_many_requests',
  ...ofAnyQuestion,
] as const satisfies ProblemCode[];
