/** A real SMTP server that a test tells how to behave, and the mail that it took. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** What the server says to a recipient, or to a whole mail: nothing wrong, or a code and words; `silence`: nothing at all. */
type Answer = { code: number; words: string } | 'silence' | null;

export type Manners = {
  /** To whoever connects: `silence` keeps them waiting. */
  greeting?: () => Answer;
  recipient?: (address: string, nth: number) => Answer;
  data?: (nth: number) => Answer;
  /** Milliseconds until anything is said to a whole mail. */
  thinks?: number;
  password?: () => Answer;
};

export class MailServer {
  readonly #manners: Manners;
  #server: SMTPServer | undefined;
  readonly #asked = { recipients: 0, data: 0 };
  /** Every mail that came whole, whatever was said to it. */
  readonly given: ParsedMail[] = [];
  /** Every mail that was taken, in order. */
  readonly taken: ParsedMail[] = [];
  /** How many it had in its hands at once, at most. */
  mostAtOnce = 0;
  #atOnce = 0;
  #port = 0;

  constructor(manners: Manners = {}) {
    this.#manners = manners;
  }

  /** Listens at a port of its own, always the same one, until it is closed. */
  async open(): Promise<this> {
    const manners = this.#manners;
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      logger: false,
      onConnect: (_session, done) => reply(manners.greeting?.() ?? null, done),
      onAuth: (_auth, _session, done) =>
        reply(manners.password?.() ?? null, (error) => done(error, { user: 'clinic' })),
      onRcptTo: ({ address }, _session, done) =>
        reply(manners.recipient?.(address, ++this.#asked.recipients) ?? null, done),
      onData: async (stream, _session, done) => {
        const mail = await simpleParser(stream);
        this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
        if (manners.thinks) await sleep(manners.thinks);
        this.#atOnce--;
        this.given.push(mail);
        const answer = manners.data?.(++this.#asked.data) ?? null;
        if (answer === null) this.taken.push(mail);
        reply(answer, done);
      },
    });
    // Whoever hangs up in the middle, as the tests have it.
    this.#server.on('error', () => {});
    const listening = this.#server.listen(this.#port, '127.0.0.1');
    await once(listening, 'listening');
    this.#port = (listening.address() as AddressInfo).port;
    return this;
  }

  /** `user` has the client give a name and a password. */
  url({ user = '' } = {}): string {
    return `smtp://${user && `${user}:secret@`}127.0.0.1:${this.#port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => this.#server!.close(() => closed()));
  }

  to(address: string): ParsedMail[] {
    return this.taken.filter((mail) => [mail.to].flat().some((to) => to?.text === address));
  }
}

function reply(answer: Answer, done: (error?: Error | null) => void) {
  if (answer === 'silence') return;
  if (answer === null) return done();
  done(Object.assign(new Error(answer.words), { responseCode: answer.code }));
}
