import { raw } from 'hono/html';
import type { Clinic } from '../../src/config.ts';
import { words } from '../messages/words.ts';
import { Lines } from '../ui/lines.tsx';

/** A mail's content, said once: its HTML and its text are two views of it. */
export type Letter = {
  /** Without a medical detail or a doctor's speciality: it stands on locked screens. */
  subject: string;
  parts: Part[];
  /** What the recipient wrote, below the signature: those are not the clinic's words. */
  quote?: { lead: string; written: string };
};

/** A paragraph, of a line or more; facts below each other, or a link that only ever opens a page. */
export type Part = string | { facts: [term: string, content: string][] } | { link: string; label: string };

const isFacts = (part: Part): part is { facts: [string, string][] } => typeof part === 'object' && 'facts' in part;

/** Plain HTML that every mail program shows, and reads out, alike: no picture, no table, nothing fetched from anywhere. */
export const LetterHtml = ({ letter, clinic }: { letter: Letter; clinic: Clinic }) => (
  <>
    {raw('<!doctype html>')}
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{letter.subject}</title>
      </head>
      <body style="margin: 0 auto; max-width: 36em; padding: 1.5em; font: 1.0625em/1.5 system-ui, sans-serif; overflow-wrap: break-word">
        <main>
          <h1 style="margin: 0 0 1em; font-size: 1.1875em; line-height: 1.3">{letter.subject}</h1>
          {letter.parts.map((part) => (
            <LetterPart part={part} />
          ))}
          <p style="margin: 2em 0 0; padding: 1em 0 0; border-top: 1px solid #767676">
            <Lines text={signature(clinic).join('\n')} />
          </p>
          {letter.quote && <Quote {...letter.quote} />}
        </main>
      </body>
    </html>
  </>
);

const LetterPart = ({ part }: { part: Part }) => {
  if (typeof part === 'string')
    return <p style="margin: 0 0 1em">{part.includes('\n') ? <Lines text={part} /> : part}</p>;
  if (!isFacts(part)) {
    return (
      <p style="margin: 0 0 0.5em">
        <a href={part.link} style="display: inline-block; padding: 0.625em 0">
          {part.label}
        </a>
      </p>
    );
  }
  return (
    <p style="margin: 0 0 1em">
      {given(part.facts).map(([term, content]) => (
        <>
          {term}: <strong>{content}</strong>
          <br />
        </>
      ))}
    </p>
  );
};

const Quote = ({ lead, written }: NonNullable<Letter['quote']>) => (
  <>
    <p style="margin: 2em 0 1em">{lead}</p>
    <blockquote style="margin: 0; padding: 0 0 0 1em; border-left: 2px solid #767676">
      <Lines text={written} />
    </blockquote>
  </>
);

/** The same as plain text; each link on a line of its own, whole. */
export function letterText(letter: Letter, clinic: Clinic): string {
  const parts = letter.parts.map((part) => {
    if (typeof part === 'string') return part;
    if (!isFacts(part)) return `${part.label}:\n${part.link}`;
    return given(part.facts)
      .map(([term, content]) => `${term}: ${content}`)
      .join('\n');
  });
  const quote = letter.quote ? [letter.quote.lead, letter.quote.written.replace(/^/gm, '> ')] : [];
  return `${[...parts, signature(clinic).join('\n'), ...quote].join('\n\n')}\n`;
}

/** A fact without content is left out. */
const given = (facts: [string, string][]) => facts.filter(([, content]) => content !== '');

const signature = ({ name, address, phone }: Clinic) => [name, address, phone];
