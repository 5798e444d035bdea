/**
 * All that our pages do with scripts, over htmx: what has changed is said, the focus is never lost, the countdown ticks.
 * Every word comes from the page; without this file everything works by links and forms.
 */
import htmx from 'htmx.org';

const byId = (id: string) => document.getElementById(id);

// The Back button gets the whole page, as anywhere; over a link within the page it gets what is there, with what was typed.
htmx.config.history = 'reload';
const address = () => location.pathname + location.search;
let shown = address();
document.addEventListener('htmx:after:history:update', () => (shown = address()));
document.addEventListener('htmx:before:history:restore', (e) => address() === shown && e.preventDefault());

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

const notReached = () => say('alert', byId('alert')?.dataset.failed);
document.addEventListener('htmx:error', notReached);

// Another tab or window, as of any link: htmx would keep the click and do nothing.
const elsewhere = (e: MouseEvent) => e.ctrlKey || e.metaKey || e.shiftKey || e.altKey;
document.addEventListener('click', (e) => elsewhere(e) && e.stopPropagation(), true);

document.addEventListener('htmx:after:request', (event) => {
  const { text = '', response } = event.detail.ctx;
  say('alert');
  if (/^<div id="(days|results|countdown)"/.test(text)) return;
  // Not the part: a fault that may pass, for which nobody is taken from their page; or what is over, or a network's own.
  event.preventDefault();
  if (response!.status >= 500 || response!.status === 429) notReached();
  else location.assign(response!.raw.url);
});

document.addEventListener('htmx:after:swap', (event) => {
  const part = document.querySelector<HTMLElement>('[data-status], [data-left], [data-over]');
  if (part?.dataset.title) document.title = part.dataset.title;
  say('status', part?.dataset.status);
  const focus = event.detail.ctx.sourceElement.getAttribute('data-focus');
  // A link that is gone took the focus with it: a screen reader would begin again at the top of the page.
  if (focus || document.activeElement === document.body) byId(focus ?? 'times')?.focus({ preventScroll: true });
  begin();
});

/** When the hold ends by this computer's clock, which was told how long that is from now and may be wrong otherwise. */
let [end, left] = [0, 0];

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
  const timer = document.querySelector('[role=timer]');
  if (timer) timer.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
}

const askWhetherFree = () => left <= 0 && htmx.trigger('#countdown[data-left]', 'ranout');

setInterval(() => {
  const [countdown, before] = [byId('countdown'), left];
  if (!countdown || left <= 0) return;
  tick();
  // Three times and never else: a clock that speaks is in the way of who is typing by ear (WCAG 2.2.1). Of those that passed
  // while the computer slept, the last.
  const passed = left > 0 && [30, 60, 120].find((seconds) => before > seconds && left <= seconds);
  if (passed === 30) say('status');
  if (passed) say(passed > 30 ? 'status' : 'alert', countdown.dataset[`at-${passed}`]);
  if (left > 0) return;
  countdown.firstElementChild!.textContent = countdown.dataset.over!;
  say('status');
  label('ended');
  askWhetherFree();
}, 500);
addEventListener('online', () => say('alert'));
addEventListener('online', askWhetherFree); // It ran out with the network away.

const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
begin(Math.max(0, performance.now() - (page?.responseStart ?? 0)));
