import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Clinic } from '../../src/config.ts';
import { words } from '../messages/words.ts';
import { type Held, HeldBanner } from './held-banner.tsx';
import { Phone } from './phone.tsx';

/** What every page stands in: made once a request (src/frame.ts). */
export type Frame = { clinic: Clinic; stylesheet: string; held: Held | null };

export type PageProps = { frame: Frame; title: string; error?: boolean; children: Child };

/** The whole document. `error` puts "Error: " in front of the title, as a screen reader hears it first. */
export const Page = ({ frame, title, error = false, children }: PageProps) => (
  <>
    {raw('<!doctype html>')}
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <title>{`${error ? words.site.error : ''}${title} – ${frame.clinic.name}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="stylesheet" href={frame.stylesheet} />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <p class="skip">
          <a href="#content">{words.site.skip}</a>
        </p>
        <header class="site-header">
          <p class="wordmark">
            <a href="/">{frame.clinic.name}</a>
          </p>
          <nav aria-label={words.site.menu}>
            <p>
              <a href="/doctors">{words.site.home}</a>
            </p>
          </nav>
        </header>
        {frame.held && <HeldBanner held={frame.held} timeZone={frame.clinic.timeZone} />}
        <main id="content" tabindex={-1}>
          {children}
        </main>
        <footer class="site-footer">
          <p>{words.site.footer(frame.clinic.name, frame.clinic.address)}</p>
          <p>{words.site.contact(<Phone number={frame.clinic.phone} />, <Email address={frame.clinic.email} />)}</p>
        </footer>
      </body>
    </html>
  </>
);

const Email = ({ address }: { address: string }) => <a href={`mailto:${address}`}>{address}</a>;
