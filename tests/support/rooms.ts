/** The rules that keep every line of code in its room. */
import { dirname, join } from 'node:path/posix';

type Import = { from: string; to: string; typesOnly: boolean };

/** The files that may know the views and HTTP: what is between a feature and its patient. */
const facing =
  /^src\/(app|server|worker|process|import|rotate-key|frame|deps|dev)\.tsx?$|^src\/(http|api)\/|^src\/\w+\/([\w-]*-)?routes\.tsx$|^src\/\w+\/([\w-]*-)?pages?\.tsx$|^src\/booking\/(details\.ts|calendar-file\.ts|outcomes\.tsx)$|^src\/calendars\/feed-file\.ts$|^src\/live\/shown\.tsx$|^src\/\w+\/mails\.ts$|^src\/(desk\/(guard|frame)|patients\/session|google\/(begin|event))\.ts$|^src\/mail\//;
const feature = /^src\/(booking|doctors|mail|waiting|contact|patients|desk|google|calendars)\//;

/** By what it says, whether an import breaks it. */
const rules: Record<string, (found: Import) => boolean> = {
  'views know only the types of src': ({ from, to, typesOnly }) =>
    within('views', from) && within('src', to) && !typesOnly,
  'only what faces the patient knows the views': ({ from, to }) =>
    within('src', from) && within('views', to) && !(facing.test(from) && !within('src/http', from)),
  'only what faces the patient knows Hono': ({ from, to }) =>
    within('src', from) && /^@?hono(\/|$)/.test(to) && !facing.test(from),
  'only what faces the patient knows HTTP': ({ from, to, typesOnly }) =>
    within('src', from) && /^src\/(http\/|frame|app)/.test(to) && !facing.test(from) && !typesOnly,
  'the plumbing knows no feature': ({ from, to }) =>
    within('src/http', from) && (feature.test(to) || /^src\/(api|jobs)\//.test(to)),
  'doctors are there without bookings': ({ from, to }) =>
    within('src/doctors', from) && within('src/booking', to) && !facing.test(from),
  'nobody imports another’s routes or pages': ({ from, to }) =>
    /^src\/\w+\/([\w-]*-)?(routes|pages?)\.tsx?$/.test(to) && from !== 'src/app.tsx' && dirname(from) !== dirname(to),
  'only the post knows nodemailer': ({ from, to }) => to === 'nodemailer' && from !== 'src/mail/post.ts',
  'only one file knows arctic': ({ from, to }) => to === 'arctic' && from !== 'src/google/oauth.ts',
  'only one file knows Google’s client': ({ from, to }) =>
    /^(googleapis|google-|gaxios)/.test(to) && from !== 'src/google/calendar.ts',
  'what runs by itself is imported by nobody': ({ to }) => /^src\/(server|import|rotate-key|worker|dev)\.ts$/.test(to),
};

const within = (folder: string, path: string) => path.startsWith(`${folder}/`);

/** Every rule that this file of src or views breaks, with the import that does it. */
export function brokenRules(from: string, source: string): string[] {
  return importsOf(from, source).flatMap((found) => {
    const sentence = `${found.from} imports ${found.to}`;
    const broken = Object.keys(rules).filter((rule) => rules[rule]!(found));
    return broken.map((rule) => `${rule}: ${sentence}`);
  });
}

/** Everything a file takes from another: imported, imported for its effect or when it is needed, or passed on. */
export function importsOf(from: string, source: string): Import[] {
  const statements = source.matchAll(/^\s*(?:import|export)\s+(type\s)?(?:([^'"();]*?)\sfrom\s*)?['"]([^'"]+)['"]/gm);
  const later = source.matchAll(/\bimport\(\s*['"`]([^'"`]+)['"`]/g);
  return [
    ...[...statements].map(([, type, names = '', to = '']) => ({
      from,
      to: resolved(from, to),
      typesOnly: Boolean(type) || /^\{(\s*type [\w\s]+,?)+\s*\}$/.test(names.trim()),
    })),
    ...[...later].map(([, to = '']) => ({ from, to: resolved(from, to), typesOnly: false })),
  ];
}

const resolved = (from: string, to: string) => (to.startsWith('.') ? join(dirname(from), to) : to);
