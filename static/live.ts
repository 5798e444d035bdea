/** Free times change while the page stands open, over hx-sse: nothing jumps, and nobody loses what they chose. */
import htmx from 'htmx.org';
import 'htmx.org/dist/ext/hx-sse.js';

/** As hx-sse describes a stream and a message of it. */
type Connection = { reader: ReadableStreamDefaultReader | null; delayCanceller: (() => void) | null };
type Detail = { connection: Connection; message: { data: string } };

/** Milliseconds without a word of the server, which gives one every fifteen seconds: it cannot be reached any more. */
const SILENT = 40_000;

/** Milliseconds until a stream that could not begin is tried again. */
const LATER = 15_000;

let connection: Connection | undefined;
let paused = false;
let told = Date.now();

/** What hangs on the stream, and the words for it. With the days in view it may have become another. */
const stream = () => document.querySelector<HTMLElement>('.live');

/** What is so, and the button to pause (WCAG 2.2.2): made here, as without scripts nothing is live. */
function show(state: 'on' | 'lost' | 'paused') {
  const at = stream();
  if (!at) return;
  if (!at.firstChild) {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', className: 'quiet', onclick: pauseOrResume });
    at.append(document.createElement('span'), ' ', button);
  }
  const words = [at.dataset[state]!, at.dataset[paused ? 'resume' : 'pause']!];
  // What is said already stays as it is: a screen reader might say it again.
  for (const [nth, it] of [...at.children].entries()) if (it.textContent !== words[nth]) it.textContent = words[nth]!;
}

function pauseOrResume() {
  paused = !paused;
  show(paused ? 'paused' : 'lost');
  if (paused) connection?.reader?.cancel();
  else begin();
}

const begin = () => !paused && stream() && htmx.trigger(stream()!, 'live');

/** Of the stream's own requests no other script hears: what comes is no page, and what fails is tried again. */
function listen(name: string, heard: (event: CustomEvent<Detail>) => void) {
  const ours = (event: Event) => (event.target as Element).matches?.('.live');
  document.addEventListener(name, (event) => ours(event) && heard(event as CustomEvent<Detail>), true);
}
listen('htmx:after:swap', (event) => event.stopPropagation());
for (const failed of ['htmx:after:request', 'htmx:error'])
  listen(failed, (event) => {
    event.stopPropagation();
    event.preventDefault();
    show('lost');
    setTimeout(begin, LATER);
  });
listen('htmx:sse:error', () => show(paused ? 'paused' : 'lost'));
listen('htmx:sse:before:connection', (event) => {
  connection = event.detail.connection;
  if (paused) event.preventDefault();
});
listen('htmx:sse:before:message', (event) => {
  const { message } = event.detail;
  told = Date.now();
  if (paused) {
    event.preventDefault();
    return void connection?.reader?.cancel();
  }
  show('on');
  const news = document.createElement('template');
  news.innerHTML = message.data;
  for (const part of news.content.querySelectorAll('hx-partial')) {
    const there = document.querySelector(part.getAttribute('hx-target')!);
    if (there?.matches('.day')) keepTimes(there, part);
    // The button goes where no time is left, but not from under who is on it.
    else if (!there || (there.contains(document.activeElement) && !part.querySelector('button, time'))) part.remove();
  }
  message.data = news.innerHTML;
});

document.addEventListener('htmx:after:swap', () => show(paused ? 'paused' : 'on'));
// Without the wait that grows with each try; and a page that comes into view again is not taken for one that heard nothing.
addEventListener('online', () => (connection?.delayCanceller ?? begin)());
document.addEventListener('visibilitychange', () => {
  told = Date.now();
});
setInterval(() => {
  if (paused || document.hidden || Date.now() - told < SILENT) return;
  told = Date.now();
  show('lost');
  // It is opened anew, and then tells what went unheard.
  connection?.reader?.cancel();
}, 5_000);

/**
 * A time that goes while it is shown stays where it is, marked, or the others would move under a finger: it cannot be chosen
 * any more, unless it is what one is on or has chosen, as whose focus would be lost. Only that is said.
 */
function keepTimes(day: Element, next: Element) {
  const coming = new Map([...next.querySelectorAll('.time')].map((time) => [radioOf(time).id, time]));
  if (!next.firstElementChild && day.firstElementChild) {
    next.append(day.firstElementChild.cloneNode(true));
    for (const time of next.querySelectorAll('.time')) time.remove();
  }
  let before: Element | undefined;
  for (const time of day.querySelectorAll<HTMLElement>('.time')) {
    const radio = radioOf(time);
    const free = coming.get(radio.id);
    const now = free ?? (time.cloneNode(true) as Element);
    if (free) radioOf(now).defaultChecked = radio.defaultChecked;
    if (free && time.dataset.now) mark(now, 'again');
    // What was said of it is not so any more; to say that would be one word too many.
    if (free && radio.checked && time.dataset.now === 'taken') status('');
    if (!free) {
      const own = radio.checked || radio === document.activeElement;
      radioOf(now).disabled = !own;
      if (radio.checked && time.dataset.now !== 'taken') sayGone(day, time);
      mark(now, 'taken');
      if (before) before.after(now);
      else next.querySelector('.line')!.prepend(now);
    }
    before = now;
  }
}

const radioOf = (time: Element) => time.querySelector('input')!;

function mark(time: Element, state: 'taken' | 'again') {
  time.setAttribute('data-now', state);
  const [label, words] = [time.querySelector('label')!, document.createElement('small')];
  words.textContent = stream()!.dataset[state]!;
  label.replaceChildren(label.firstChild!, ' ', words);
}

function sayGone(day: Element, time: Element) {
  const moment = `${day.querySelector('legend')!.textContent}, ${time.querySelector('label')!.firstChild!.textContent}`;
  status(stream()!.dataset.gone!.replace('{time}', moment));
}

const status = (sentence: string) => document.getElementById('status')!.replaceChildren(sentence);
