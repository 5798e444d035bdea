import type { Entry } from './journal.ts';

/** By verb and status, the codes that a problem document may carry; [] for an answer that is none. */
export type Documented = Record<string, Record<number, string[]>>;

const operations = { hold: '/slots/hold', release: '/slots/release', book: '/appointments' };

type Schema = { allOf?: Schema[]; properties?: { code?: { enum?: string[] } } };
type Document = {
  paths: Record<string, { post: { responses: Record<string, { content: Record<string, { schema: Schema }> }> } }>;
};

/** What the app's own document says of the verbs. A 500 stands there too, and is a bug wherever it comes. */
export function documentedBy({ paths }: Document): Documented {
  return Object.fromEntries(
    Object.entries(operations).map(([verb, path]) => {
      const { responses } = paths[path]!.post;
      const codes = Object.entries(responses).map(([status, { content }]) => {
        const schema = content['application/problem+json']?.schema;
        return [status, (schema?.allOf ?? []).flatMap(({ properties }) => properties?.code?.enum ?? [])] as const;
      });
      return [verb, Object.fromEntries(codes.filter(([status]) => status !== '500'))];
    }),
  );
}

/** The pages' own: went on, taken, ended, unavailable. */
const pages: Record<Entry['verb'], number[]> = {
  browse: [200, 303, 409, 410, 503],
  hold: [303, 409, 503],
  extend: [303, 409, 410, 503],
  release: [303, 409, 410, 503],
  book: [303, 409, 410, 503],
};

/** What is wrong with an answer, as sentences: none is right. */
export function faultsOf(
  documented: Documented,
  { face, verb, code }: Pick<Entry, 'face' | 'verb' | 'code'>,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  text: string,
  phone: string,
): string[] {
  const faults: string[] = [];
  const codes = documented[verb]?.[status];
  const known = face === 'page' || verb === 'browse' ? pages[verb].includes(status) : codes !== undefined;
  if (!known) faults.push(`answered ${status} ${code ?? ''}, which is not documented`);
  else if (face === 'api' && codes?.length && !codes.includes(code ?? ''))
    faults.push(`answered ${status} with the code ${code}, which is not documented`);
  if (status === 503 && !/^\d+$/.test(headers.get('retry-after') ?? ''))
    faults.push('answered 503 without Retry-After');
  if (face === 'page' && status >= 500 && !text.includes(phone))
    faults.push(`answered ${status} with a page without the clinic’s phone number`);
  return faults;
}
