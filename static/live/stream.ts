/**
 * Free times change while the page stands open, over hx-sse. This is when they do, and what the page says of that; what
 * becomes of a time that goes or comes is in times.ts.
 */
import htmx, { type HtmxRequestCtx } from 'htmx.org';
import 'htmx.org/dist/ext/hx-sse.js';
import { change, stream } from './times.ts';

/** As hx-sse describes a stream and a message of it. */
type Connection = {
  attempt: number;
  lastEventId: string;
  reader: ReadableStreamDefaultReader | null;
  delayCanceller: (() => void) | null;
};
type Detail = { connection: Connection; message: { data: string }; ctx: HtmxRequestCtx };

/** Milliseconds without a word of the server, which gives one every fifteen seconds: it cannot be reached any more. */
const SILENT = 40_000;

/** Seconds until a stream that could not begin is tried again. */
const LATER = 10;

/** Milliseconds until a form that was sent brings no page any more: with one bar of signal it takes long. */
const GOES = 60_000;

/** Names nothing that the page shows: all is told. */
const ALL = 'all';

let state: 'waits' | 'on' | 'lost' | 'paused' = 'waits';
/** What a stream is asked for, until it ends. */
let asked: Element | undefined;
/** What has heard of changes: its days are not what the server sent any more. */
let heard: Element | undefined;
let connection: Connection | undefined;
let [leaving, hurry] = [false, false];
let heardAt = Date.now();
let retry: ReturnType<typeof setTimeout> | undefined;

/** Not in a window that nobody sees: a browser has six connections for all that are open. */
const listens = () => state !== 'paused' && !leaving && !document.hidden;

function begin() {
  const at = stream();
  if (!at || at === asked || !listens()) return;
  asked = at;
  const headers = at === heard ? { 'Last-Event-ID': ALL } : {};
  void htmx.ajax('GET', at.getAttribute('data-hx-sse:connect')!, { source: at, headers });
}

function ended(seconds = LATER) {
  asked = undefined;
  clearTimeout(retry);
  // Not all at once, where all have lost it at once.
  retry = setTimeout(begin, seconds * 1000 * (1 + Math.random() / 2));
}

/** What goes on goes on without the wait that grows with each try. */
function atOnce() {
  hurry = true;
  if (connection?.delayCanceller) connection.delayCanceller();
  else connection?.reader?.cancel();
  begin();
}

/** Says what is so, with the button to pause (WCAG 2.2.2): made here, as without scripts nothing is live. */
function show(now: typeof state) {
  state = now;
  const at = stream();
  if (!at) return;
  if (!at.firstChild) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'quiet', onclick: pauseOrResume });
    at.append(document.createElement('span'), ' ', button);
  }
  const words = [at.dataset[now] ?? at.dataset.on!, at.dataset[now === 'paused' ? 'resume' : 'pause']!];
  // What is said already stays as it is: a screen reader might say it again.
  for (const [nth, it] of [...at.children].entries()) if (it.textContent !== words[nth]) it.textContent = words[nth]!;
  // Not so yet; with room for it, or the button would move.
  at.querySelector('span')!.style.visibility = now === 'waits' ? 'hidden' : '';
}

function pauseOrResume() {
  show(state === 'paused' ? 'waits' : 'paused');
  if (state === 'waits') atOnce();
  else connection?.reader?.cancel();
}

/** Of the stream's own requests no other script hears: what comes is no page, and what fails is tried again. */
function listen(name: string, hears: (event: CustomEvent<Detail>) => unknown) {
  const ours = (event: Event) => (event.target as Element).matches?.('.live');
  document.addEventListener(name, (event) => ours(event) && hears(event as CustomEvent<Detail>), true);
}
const lost = () => state === 'paused' || show('lost');
// It is everybody's: nobody learns from it on which page it is read, as the address of that may be an appointment's secret.
listen('htmx:config:request', ({ detail: { ctx } }) => {
  delete ctx.request.headers['HX-Current-URL'];
  ctx.request.referrerPolicy = 'no-referrer';
});
listen('htmx:after:swap', (event) => event.stopPropagation());
for (const failed of ['htmx:after:request', 'htmx:error'])
  listen(failed, (event) => {
    event.stopPropagation();
    event.preventDefault();
    lost();
    ended(Number(event.detail.ctx?.response?.headers.get('Retry-After')) || LATER);
  });
listen('htmx:sse:error', lost);
listen('htmx:sse:close', (event) => event.target === asked && ended());
listen('htmx:sse:before:connection', (event) => {
  const { connection: next } = event.detail;
  connection = next;
  if (!listens()) return event.preventDefault();
  if (next.attempt > 0 && state === 'on') lost();
  if (hurry) queueMicrotask(() => next.delayCanceller?.());
  hurry = false;
});
listen('htmx:sse:before:message', (event) => {
  heardAt = Date.now();
  heard = event.target as Element;
  if (listens()) {
    show('on');
    return void change(event.detail.message);
  }
  event.preventDefault();
  // It was not shown, and is to be told again.
  event.detail.connection.lastEventId = ALL;
  event.detail.connection.reader?.cancel();
});

// Other days, or the same read anew: another stream.
document.addEventListener('htmx:after:swap', () => {
  // What it says is not what the server sent, and is gone.
  show(stream() === asked || state === 'paused' ? state : 'waits');
  begin();
});
// What one does oneself is heard before the next page is there, and would be taken for somebody else's.
document.addEventListener('submit', (event) => {
  if (event.target !== stream()?.closest('form')) return;
  leaving = true;
  connection?.reader?.cancel();
  setTimeout(stays, GOES);
});
// On Back, as it was left; not where it was just loaded, and waits to be let in.
addEventListener('pageshow', (event) => event.persisted && stays());
function stays() {
  leaving = false;
  begin();
}
document.addEventListener('visibilitychange', () => {
  heardAt = Date.now();
  if (state === 'on') show('waits');
  if (!document.hidden) atOnce();
});
addEventListener('online', atOnce);
addEventListener('offline', lost);
setInterval(() => {
  if (state !== 'on' || document.hidden || Date.now() - heardAt < SILENT) return;
  lost();
  atOnce();
}, 5_000);
begin();
