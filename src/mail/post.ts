import type { SendMailOptions } from 'nodemailer';
import type { Config } from '../config.ts';
import { sentence } from '../problem.ts';

declare module 'nodemailer/lib/mailer' {
  // Its types are of a version before.
  interface Options {
    /** Ends the connection that this mail goes by. */
    signal?: AbortSignal;
  }
}

/**
 * A mail as the mail server is given it. `id` is the same for every try, so that mail programs know a second copy. `byHand`: a
 * person wrote it.
 */
export type Written = Pick<SendMailOptions, 'subject' | 'html' | 'text' | 'replyTo' | 'references' | 'icalEvent'> & {
  to: string;
  id: string;
  byHand?: boolean;
};

/**
 * `later`: not now, or nobody knows why; `refused`: never, whatever is tried. With the mail server's own words, and in a few
 * letters, without a word about anybody, as in `EAUTH 535`.
 */
export type Posted = { ok: true } | { ok: false; reason: 'later' | 'refused'; said: string; code: string };

export type Post = {
  give(mail: Written): Promise<Posted>;
  /** Whether the mail server is there and lets us in: null, or in a few letters why not. */
  check(): Promise<string | null>;
  close(): void;
};

/**
 * Milliseconds. A server that has the whole mail may take ten minutes to say so, and who gives up before that has sent it
 * twice (RFC 5321, 4.5.3.2.6). It may take as long for each command: `wholeMail` is for all of them, and less than the quarter
 * of an hour after which another worker may take the mail (keep-going.ts).
 */
export const PATIENCE = {
  connectionTimeout: 30_000,
  greetingTimeout: 60_000,
  socketTimeout: 600_000,
  dnsTimeout: 30_000,
  wholeMail: 840_000,
};

/**
 * The clinic's mail server, null where there is none. Its connections are kept open for a while. `atOnce`: as many as there are
 * mails at a time, as one that waits for a connection waits outside of these limits.
 */
export async function openPost(
  config: Config,
  atOnce: number,
  { wholeMail, ...patience } = PATIENCE,
): Promise<Post | null> {
  if (config.mail !== 'smtp') return null;
  // Loaded only where there is a mail server to talk to.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ url: config.SMTP_URL, pool: true, maxConnections: atOnce, ...patience });
  return {
    async give({ id, to, byHand, ...mail }) {
      try {
        await transport.sendMail({
          from: config.sender,
          replyTo: config.clinic.email,
          ...mail,
          // Not as words that could be read as a list of addresses.
          to: { name: '', address: to },
          messageId: id,
          // RFC 3834: nobody's holiday notice answers it.
          ...(!byHand && { headers: { 'Auto-Submitted': 'auto-generated' } }),
          disableFileAccess: true,
          disableUrlAccess: true,
          signal: AbortSignal.timeout(wholeMail),
        });
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: isFinal(error) ? 'refused' : 'later', said: sentence(error), code: codeOf(error) };
      }
    },
    async check() {
      try {
        await transport.verify();
        return null;
      } catch (error) {
        return codeOf(error);
      }
    },
    close: () => transport.close(),
  };
}

/**
 * A 5xx to the recipient or to the mail itself will be so again (RFC 5321, 4.2.1). One to our name, password or way of
 * speaking is for the clinic to put right, and the mail waits for that.
 */
function isFinal(error: unknown): boolean {
  const { responseCode = 0, command = '' } = error as { responseCode?: number; command?: string };
  return responseCode >= 500 && responseCode !== 530 && /^(RCPT TO|DATA)$/.test(command);
}

function codeOf(error: unknown): string {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  return [code, command, responseCode].filter(Boolean).join(' ');
}
