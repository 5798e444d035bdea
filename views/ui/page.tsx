import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Clinic } from '../../src/config.ts';
import { contactWords } from '../messages/contact.ts';
import { patientWords } from '../messages/patients.ts';
import { words } from '../messages/words.ts';
import { type Held, HeldBanner } from './held-banner.tsx';
import { Phone } from './phone.tsx';

/** What every page stands in: made once a request (src/frame.ts). The addresses are those of static/. */
export type Frame = { clinic: Clinic; stylesheet: string; script: string; icon: string; held: Held | null };

export type PageProps = {
  frame: Frame;
  title: string;
  error?: boolean;
  /** True where static/page.ts has something to do: a part that is swapped, a countdown, an error to go to. */
  scripted?: boolean;
  children: Child;
};

/** A page for patients. */
export const Page = (props: PageProps) => (
  <Document
    {...props}
    header={
      <>
        <SiteHeader frame={props.frame} />
        {props.frame.held && <HeldBanner held={props.frame.held} timeZone={props.frame.clinic.timeZone} />}
      </>
    }
    footer={<SiteFooter clinic={props.frame.clinic} />}
  />
);

type DocumentProps = PageProps & {
  /** Whose pages these are, where they look otherwise than those for patients. */
  room?: 'desk';
  header: Child;
  footer?: Child;
};

/** The whole document, between a header and a footer. */
export const Document = ({
  frame,
  title,
  error = false,
  scripted = false,
  room,
  header,
  footer,
  children,
}: DocumentProps) => (
  <>
    {raw('<!doctype html>')}
    <html lang={words.language}>
      <head>
        <meta charset="utf-8" />
        <title>{titleInFull(frame, title, error)}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={words.site.description(frame.clinic.name)} />
        <link rel="stylesheet" href={frame.stylesheet} />
        <link rel="icon" href={frame.icon} type="image/svg+xml" />
        {/* A module: engines too old for it skip the whole of it. */}
        {scripted && <script type="module" src={frame.script}></script>}
      </head>
      <body class={room}>
        <p class="skip">
          <a href="#content">{words.site.skip}</a>
        </p>
        {header}
        <main id="content" tabindex={-1}>
          {children}
        </main>
        {footer}
      </body>
    </html>
  </>
);

/** As the browser's tab shows it. `error` puts "Error: " in front, as a screen reader hears it first. */
export const titleInFull = ({ clinic }: Frame, title: string, error = false) =>
  `${error ? words.site.error : ''}${title} – ${clinic.name}`;

const SiteHeader = ({ frame }: { frame: Frame }) => (
  <header class="site-header">
    <div class="inner">
      <p class="wordmark">
        <a href="/">{frame.clinic.name}</a>
      </p>
      <nav aria-label={words.site.menu}>
        <p>
          <a href="/doctors">{words.site.home}</a>
        </p>
      </nav>
    </div>
  </header>
);

const SiteFooter = ({ clinic }: { clinic: Clinic }) => (
  <footer class="site-footer">
    <div class="inner">
      <p class="screen-only">
        <a href="/find-appointment">{patientWords.find.link}</a>
      </p>
      <p class="screen-only">
        <a href="/my-appointments">{patientWords.ask.link}</a>
      </p>
      <p>{words.site.footer(clinic.name, clinic.address)}</p>
      <p>{words.site.contact(<Phone number={clinic.phone} />, <Email address={clinic.email} />)}</p>
      <p class="screen-only">
        <a href="/contact">{contactWords.link}</a>
      </p>
      <p class="made-with">{words.site.madeWith}</p>
    </div>
  </footer>
);

export const Email = ({ address }: { address: string }) => <a href={`mailto:${address}`}>{address}</a>;
