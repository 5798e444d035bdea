/**
 * The environment, read once, through zod. `.env.example` lists exactly these names (tests/config.test.ts).
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { faultOf } from './db/address.ts';
import { projectFolder } from './root.ts';

/** An empty variable means the same as an absent one, as in `DATABASE_URL=`; so do blanks. */
const unset = (value: unknown) => (typeof value === 'string' && value.trim() === '' ? undefined : value);
const text = (fallback: string) => z.preprocess(unset, z.string().trim().default(fallback));
const whole = (fallback: number, least: number, most: number) =>
  z.preprocess(
    unset,
    z.coerce
      .number(`must be a whole number from ${least} to ${most}`)
      .int(`must be a whole number from ${least} to ${most}`)
      .min(least, `must be ${least} or more`)
      .max(most, `must be ${most} or less`)
      .default(fallback),
  );
const flag = z.preprocess(
  unset,
  z
    .enum(['true', 'false', '1', '0'], 'must be true or false')
    .transform((value) => value === 'true' || value === '1')
    .optional(),
);

const address = z.email('must be an e-mail address like reception@riverside.example');

const database = (absent: string) =>
  z.preprocess(
    unset,
    z
      .string()
      .trim()
      .regex(/^postgres(ql)?:\/\//, { error: `must begin with postgres:// (${absent})`, abort: true })
      .refine(isDecodable, {
        error: 'must have special characters in the password percent-encoded, such as %25 for % and %40 for @',
        abort: true,
      })
      .superRefine((address, context) => {
        const fault = faultOf(address);
        if (fault) context.addIssue(fault);
      })
      .optional(),
  );

export const environment = z.object({
  NODE_ENV: z.preprocess(
    unset,
    z.enum(['production', 'development', 'test'], 'must be production, development or test').default('development'),
  ),
  PORT: whole(3000, 0, 65535),
  HOST: text('localhost'),
  DATABASE_URL: database('leave it empty for the embedded database'),
  DATABASE_LISTEN_URL: database('leave it empty where DATABASE_URL leads to no pooler'),
  DATA_FOLDER: text('.data'),
  DATABASE_POOL: whole(10, 2, 200),
  PUBLIC_URL: z.preprocess(
    unset,
    z
      .string()
      .refine(isOrigin, 'must be a web address without a path, like https://booking.example')
      .transform((address) => new URL(address).origin)
      .optional(),
  ),
  TRUST_PROXY: flag,
  CLINIC_NAME: text('Riverside Practice'),
  CLINIC_TIME_ZONE: z.preprocess(
    unset,
    z.string().trim().refine(isTimeZone, 'must be an IANA time zone like Europe/London').default('Europe/London'),
  ),
  CLINIC_PHONE: text('020 7946 0150'),
  CLINIC_ADDRESS: text('1 Riverside, London SE1 7TP'),
  CLINIC_EMAIL: z.preprocess(unset, z.string().trim().pipe(address).default('reception@riverside.example')),
  HOLD_MINUTES: whole(5, 1, 60),
  HOLDS_PER_ADDRESS: whole(20, 1, 1_000_000),
  HOLD_REQUESTS_PER_MINUTE: whole(60, 1, 1_000_000),
  APPOINTMENTS_PER_PATIENT: whole(10, 1, 1_000),
  OFFER_MINUTES: whole(30, 5, 240),
  OFFER_HOURS: z.preprocess(
    unset,
    z
      .string()
      .trim()
      .regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
        error: 'must be hours like 08:00-20:00',
        abort: true,
      })
      .refine((hours) => hours.slice(0, 5) < hours.slice(6), 'must end later than they begin, like 08:00-20:00')
      .default('08:00-20:00'),
  ),
  HORIZON_DAYS: whole(60, 1, 400),
  CANCEL_CUTOFF_HOURS: whole(0, 0, 720),
  SMTP_URL: z.preprocess(
    unset,
    z
      .string()
      .trim()
      .regex(/^smtps?:\/\/[^/]/, 'must begin with smtp:// or smtps:// and name a mail server')
      .refine(isDecodable, 'must have special characters in the password percent-encoded, such as %40 for @')
      .refine((url) => URL.canParse(url), 'must be an address like smtp://user:password@mail.example:587')
      .optional(),
  ),
  MAIL_FROM: z.preprocess(
    unset,
    z
      .string()
      .trim()
      .refine(
        (from) => address.safeParse(senderIn(from).address).success,
        'must be an e-mail address, or a name and one like Riverside Practice <booking@riverside.example>',
      )
      .default(''),
  ),
  REMINDERS: z.preprocess(
    unset,
    z
      .string()
      .trim()
      .regex(/^(none|\d{1,3}(\s*,\s*\d{1,3})*)$/, 'must be hours before the appointment like 48, 2 or the word none')
      .default('48, 2')
      .transform((hours) =>
        hours === 'none'
          ? []
          : hours
              .split(',')
              .map(Number)
              .filter((hour) => hour > 0),
      ),
  ),
  GOOGLE_CLIENT_ID: z.preprocess(unset, z.string().trim().optional()),
  GOOGLE_CLIENT_SECRET: z.preprocess(unset, z.string().trim().optional()),
  GOOGLE_ENDPOINT: z.preprocess(
    unset,
    z
      .string()
      .refine(isOrigin, 'must be a web address without a path, like http://127.0.0.1:4000')
      .transform((address) => new URL(address).origin)
      .optional(),
  ),
  JOBS: flag.transform((on) => on ?? true),
  LIVE_STREAMS: whole(5000, 0, 100_000),
  LIVE_STREAMS_PER_ADDRESS: whole(200, 1, 100_000),
  // Blanks are no absent key here: whoever wrote them believes that there is one.
  SECRET_KEY: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.string().trim().min(32, 'must be at least 32 characters').optional(),
  ),
  SECRET_KEY_BEFORE: z.preprocess(
    (value) => keysIn(value as string | undefined),
    z.array(z.string()).refine((keys) => keys.every((key) => key.length >= 32), {
      error: 'must be keys of at least 32 characters each, with commas between them, and %2C for one within a key',
    }),
  ),
  DESK_PASSWORD: z.preprocess(
    (value) => (value === '' ? undefined : value),
    z.string().trim().min(12, 'must be at least 12 characters').optional(),
  ),
  DEMO: flag,
  LOG_LEVEL: z.preprocess(
    unset,
    z
      .enum(
        ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
        'must be fatal, error, warn, info, debug, trace or silent',
      )
      .default('info'),
  ),
});

export type Environment = z.infer<typeof environment>;

/** What pages and messages say of the clinic. */
export type Clinic = { name: string; timeZone: string; phone: string; address: string; email: string };

/** Where mail goes: to the SMTP server; kept to be read at /dev/mail, in development; nowhere. */
export type MailWay = 'smtp' | 'kept' | 'none';

/** How Google knows this clinic; `endpoint`: what stands in for Google, null for Google itself. */
export type GoogleClient = { id: string; secret: string; endpoint: string | null };

export type Config = Environment & {
  clinic: Clinic;
  production: boolean;
  mail: MailWay;
  /** Whom mail is from. */
  sender: { name: string; address: string };
  /** Null where patients and doctors can't connect a calendar at Google. */
  google: GoogleClient | null;
  /** What the front desk signs in with; null where it has no pages. */
  deskPassword: string | null;
};

/** Whom MediBook is being tried by signs in with this. */
export const TRIAL_PASSWORD = 'front-desk';

/** Reads the variables, or says in one sentence each what is wrong with every bad one. */
export function readConfig(
  variables: Record<string, string | undefined>,
): { ok: true; config: Config } | { ok: false; problems: string[] } {
  const read = environment.safeParse(variables);
  const problems = [
    ...(read.error?.issues ?? []).map((issue) => `${issue.path.join('.')} ${issue.message}.`),
    ...(lacksMode(variables)
      ? ['PGSSLMODE is not read: write sslmode into DATABASE_URL, such as ?sslmode=verify-full at its end.']
      : []),
    ...(lacksAddress(variables) ? ['PUBLIC_URL must be set where SMTP_URL is: links in mail begin with it.'] : []),
    ...(lacksMailbox(variables) ? ['CLINIC_EMAIL must be set where SMTP_URL is: answers to mail go there.'] : []),
    ...(lacksHalfOfGoogle(variables)
      ? ['GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET must both be set, or neither: Google gives them together.']
      : []),
    ...(lacksReturn(variables)
      ? ['PUBLIC_URL must be set where GOOGLE_CLIENT_ID is: Google sends people back there, and nowhere else.']
      : []),
    ...(lacksName(variables)
      ? [
          'PUBLIC_URL must begin with https:// and a public name where GOOGLE_CLIENT_ID is, or be localhost: Google sends nobody back to another.',
        ]
      : []),
    ...(lacksSecret(variables) ? ['SECRET_KEY must be set in production: 32 random characters or more.'] : []),
    ...(lacksPresentKey(variables)
      ? ['SECRET_KEY_BEFORE is set without SECRET_KEY: set SECRET_KEY to the key that counts from now on.']
      : []),
    ...(hasOneKeyTwice(variables)
      ? [
          'SECRET_KEY_BEFORE must not have SECRET_KEY in it: set SECRET_KEY to a new key, or leave SECRET_KEY_BEFORE empty.',
        ]
      : []),
  ];
  if (!read.success || problems.length > 0) return { ok: false, problems };
  const production = read.data.NODE_ENV === 'production';
  const clinic = {
    name: read.data.CLINIC_NAME,
    timeZone: read.data.CLINIC_TIME_ZONE,
    phone: read.data.CLINIC_PHONE,
    address: read.data.CLINIC_ADDRESS,
    email: read.data.CLINIC_EMAIL,
  };
  const DATA_FOLDER = resolve(projectFolder, read.data.DATA_FOLDER);
  const mail = read.data.SMTP_URL ? 'smtp' : production ? 'none' : 'kept';
  const said = senderIn(read.data.MAIL_FROM);
  const sender = { name: said.name || clinic.name, address: said.address || clinic.email };
  const deskPassword = read.data.DESK_PASSWORD ?? (production ? null : TRIAL_PASSWORD);
  const google = googleIn(read.data);
  return { ok: true, config: { ...read.data, DATA_FOLDER, clinic, production, mail, sender, google, deskPassword } };
}

function googleIn({ GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, GOOGLE_ENDPOINT }: Environment): GoogleClient | null {
  if (!GOOGLE_CLIENT_ID || !GOOGLE_CLIENT_SECRET) return null;
  return { id: GOOGLE_CLIENT_ID, secret: GOOGLE_CLIENT_SECRET, endpoint: GOOGLE_ENDPOINT ?? null };
}

/** A clinic with a server of its own may run more than one MediBook, and a key made here would be this one's only. */
function lacksSecret({ NODE_ENV, DATABASE_URL, SECRET_KEY }: Record<string, string | undefined>): boolean {
  return unset(NODE_ENV) === 'production' && unset(DATABASE_URL) !== undefined && !SECRET_KEY;
}

/** A key that is kept in DATA_FOLDER is changed by setting another: then what the file held is the one before. */
function lacksPresentKey({ SECRET_KEY, SECRET_KEY_BEFORE }: Record<string, string | undefined>): boolean {
  return keysIn(SECRET_KEY_BEFORE).length > 0 && !SECRET_KEY;
}

/** Else whoever forgot to change one of the two would believe that the key is changed. */
function hasOneKeyTwice({ SECRET_KEY = '', SECRET_KEY_BEFORE }: Record<string, string | undefined>): boolean {
  return SECRET_KEY !== '' && keysIn(SECRET_KEY_BEFORE).includes(SECRET_KEY.trim());
}

/** Blanks are no absent key here either. */
function keysIn(written = ''): string[] {
  return written === '' ? [] : written.split(',').map((key) => key.trim().replaceAll('%2C', ','));
}

/** Else whoever set it for PostgreSQL’s own programs would believe that the connections are encrypted. */
function lacksMode({ DATABASE_URL, PGSSLMODE }: Record<string, string | undefined>): boolean {
  return unset(DATABASE_URL) !== undefined && unset(PGSSLMODE) !== undefined && !/[?&]ssl(mode)?=/.test(DATABASE_URL!);
}

/** Mail is written when nobody asks for a page, so that there is no address of the asker's to begin its links with. */
function lacksAddress({ SMTP_URL, PUBLIC_URL }: Record<string, string | undefined>): boolean {
  return unset(SMTP_URL) !== undefined && unset(PUBLIC_URL) === undefined;
}

function lacksHalfOfGoogle({ GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET }: Record<string, string | undefined>): boolean {
  return (unset(GOOGLE_CLIENT_ID) === undefined) !== (unset(GOOGLE_CLIENT_SECRET) === undefined);
}

/** Google compares it letter by letter with what the clinic told it. */
function lacksReturn({ GOOGLE_CLIENT_ID, PUBLIC_URL }: Record<string, string | undefined>): boolean {
  return unset(GOOGLE_CLIENT_ID) !== undefined && unset(PUBLIC_URL) === undefined;
}

/** https://developers.google.com/identity/protocols/oauth2/web-server#uri-validation */
function lacksName({ GOOGLE_CLIENT_ID, GOOGLE_ENDPOINT, PUBLIC_URL }: Record<string, string | undefined>): boolean {
  const url = URL.parse(PUBLIC_URL ?? '');
  if (!url || unset(GOOGLE_CLIENT_ID) === undefined || unset(GOOGLE_ENDPOINT) !== undefined) return false;
  if (/^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)) return false;
  return url.protocol !== 'https:' || !/\.[a-z][a-z0-9-]*$/.test(url.hostname);
}

/** Else what patients write would go to the demo clinic. */
function lacksMailbox({ NODE_ENV, SMTP_URL, CLINIC_EMAIL }: Record<string, string | undefined>): boolean {
  return unset(NODE_ENV) === 'production' && unset(SMTP_URL) !== undefined && unset(CLINIC_EMAIL) === undefined;
}

/** Taken apart here: where a name has a comma, a mail program would see two addresses. */
function senderIn(from: string): { name: string; address: string } {
  const [, name = '', address = from] = /^"?([^<>]*?)"? *<([^<>]+)>$/.exec(from) ?? [];
  return { name, address };
}

/** Offsets like +01:00 are none: Intl takes them, and PostgreSQL reads their sign the other way round. */
function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isOrigin(address: string): boolean {
  const url = URL.parse(address);
  if (!url || !['http:', 'https:'].includes(url.protocol)) return false;
  return url.href === `${url.origin}/` && !/[?#]/.test(address);
}

/** The driver decodes user, password and database. */
function isDecodable(url: string): boolean {
  try {
    // Its value is used, or the bundler leaves the call out.
    return decodeURIComponent(url) !== '';
  } catch {
    return false;
  }
}
