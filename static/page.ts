/**
 * All that our pages do with scripts, over htmx: what has changed is said, the focus is never lost, the countdown ticks.
 * Every word comes from the page; without this file everything works by links and forms.
 */
import htmx, { type HtmxRequestCtx } from 'htmx.org';
import './live/stream.ts';

const byId = (id: string) => document.getElementById(id);
// Back and forward get the whole page, as anywhere; over a link within the page what is there, with what was typed.
const address = () => location.pathname + location.search;
let shown = address();
document.addEventListener('htmx:after:history:update', () => (shown = address()));
document.addEventListener('htmx:before:history:restore', (event) => event.preventDefault());
addEventListener('popstate', () => address() !== shown && location.reload());

// First to where something is wrong, for who cannot see that something is.
document.querySelector<HTMLElement>('.error-summary')?.focus();

/** Says it in a live region that stands outside of what changes, as what is new there is heard. */
function say(id: 'status' | 'alert', sentence = '') {
  const [region, focused] = [byId(id), document.activeElement!];
  if (region) region.textContent = sentence;
  if (!region || id === 'status') return;
  // An alert lies over the end of what is in view: what has the focus there comes out from under it.
  const height = region.offsetHeight;
  document.documentElement.style.setProperty('--alert', `${height}px`);
  const { top, bottom } = focused.getBoundingClientRect();
  if (height && top < innerHeight && bottom > innerHeight - height) focused.scrollIntoView({ block: 'nearest' });
}

/** Not of what the page asks by itself, and again. */
const notReached = (ctx?: HtmxRequestCtx) =>
  ctx?.sourceElement.matches('#countdown, #calendar') || say('alert', byId('alert')?.dataset.failed);
document.addEventListener('htmx:error', (event) => notReached(event.detail.ctx));

// Another tab or window, as of any link: htmx would keep the click and do nothing.
addEventListener('click', (e) => (e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) && e.stopPropagation(), true);

document.addEventListener('htmx:after:request', (event) => {
  const { text = '', response } = event.detail.ctx;
  say('alert');
  if (/^<(div|section) id="(days|results|countdown|calendar)"/.test(text)) return;
  // Not the part: what is over, or a network's own page; else a fault, for which nobody is taken from what they typed.
  event.preventDefault();
  if (response!.raw.ok || [404, 409, 410, 422].includes(response!.status)) location.assign(response!.raw.url);
  else notReached(event.detail.ctx);
});

let hadFocus = false;
document.addEventListener('htmx:before:swap', () => (hadFocus = document.activeElement !== document.body));

document.addEventListener('htmx:after:swap', (event) => {
  const part = document.querySelector<HTMLElement>('[data-status], [data-left], [data-over]');
  if (part?.dataset.title) document.title = part.dataset.title;
  const source = event.detail.ctx.sourceElement;
  const status = part?.dataset.status;
  // Of what nobody asked for and is as it was, there is nothing to say.
  if (status || source.id !== 'calendar') say('status', status);
  // The notice of a calendar says what was so before.
  if (status && part.id === 'calendar') document.querySelector('main > .notice.screen-only')?.replaceChildren(status);
  const focus = source.getAttribute('data-focus');
  // A link that is gone took the focus with it: a screen reader would begin again at the top of the page.
  if (focus || document.activeElement === document.body) byId(focus ?? 'times')?.focus({ preventScroll: true });
  if (hadFocus && document.activeElement === document.body) byId('google')?.focus({ preventScroll: true });
  // Nobody has pressed anything, and what is above may be higher by now.
  if (source.id === 'calendar' && hadFocus) document.activeElement!.scrollIntoView({ block: 'nearest' });
  begin();
});

/** When the hold ends by this computer's clock, which was told how long that is from now and may be wrong otherwise. */
let [end, left, waited] = [0, 0, 0];

/** `since`: milliseconds since the server said how long is left. */
function begin(since = 0) {
  end = Date.now() + Number(byId('countdown')?.dataset.left ?? 0) * 1000 - since;
  tick();
  label(left > 0 ? 'live' : 'ended');
}

function label(state: 'live' | 'ended') {
  for (const it of document.querySelectorAll<HTMLElement>('[data-live]')) it.textContent = it.dataset[state]!;
}

function tick() {
  left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
  const shownLeft = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  document.querySelector('[role=timer]')?.replaceChildren(shownLeft);
}

const askWhetherFree = () => left <= 0 && htmx.trigger('#countdown[data-left]', 'ranout');
setInterval(() => {
  const [countdown, before] = [byId('countdown'), left];
  if (!countdown) return;
  if (left <= 0) return void (++waited % 20 || askWhetherFree()); // Every ten seconds, until the server has said.
  tick();
  // Three times, never else: a clock that speaks is in the way of who types by ear (WCAG 2.2.1). After a sleep, the last.
  const passed = left > 0 && [30, 60, 120].find((seconds) => before > seconds && left <= seconds);
  if (passed === 30) say('status');
  if (passed) say(passed > 30 ? 'status' : 'alert', countdown.dataset[`at-${passed}`]);
  if (left > 0) return;
  countdown.firstElementChild!.textContent = countdown.dataset.over!;
  for (const region of ['status', 'alert'] as const) say(region);
  label('ended');
  askWhetherFree();
}, 500);
addEventListener('online', () => byId('alert')?.textContent === byId('alert')?.dataset.failed && say('alert'));
// What waits for Google: the answer comes within two minutes, or Google is away for longer and each minute will do.
let looks = 0;
setInterval(() => {
  if (!document.hidden && (++looks < 24 || looks % 12 === 0)) htmx.trigger('#calendar[data-hx-get]', 'look');
}, 5_000);
const searchAgain = () => htmx.trigger('search [data-hx-get]', 'submit');
for (const missed of [askWhetherFree, searchAgain]) addEventListener('online', missed);
const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
begin(Math.max(0, performance.now() - (page?.responseStart ?? 0)));
