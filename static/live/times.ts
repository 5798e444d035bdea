/** What is told of the times while they stand open: nothing jumps, and nobody loses what they chose or where they are. */

/** What hangs on the stream, and the words for it. With the days in view it may have become another. */
export const stream = () => document.querySelector<HTMLElement>('.live');

/** The button goes where no time is left, but not from under who is on it: once they are not. */
let withheld: Element | undefined;

/** Leaves in a message what is to be swapped, as it is to be. */
export function change(message: { data: string }) {
  const news = document.createElement('template');
  news.innerHTML = message.data;
  for (const part of news.content.querySelectorAll('hx-partial')) {
    const there = document.querySelector(part.getAttribute('hx-target')!);
    if (there?.matches('.day')) keepTimes(there, part);
    else if (!there) part.remove();
    else if (there.id === 'next') {
      withheld = there.contains(document.activeElement) && there.textContent !== part.textContent ? part : undefined;
      if (withheld) part.remove();
    }
  }
  message.data = news.innerHTML;
}

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
    if (free && radio.checked) takeBack();
    if (!free) {
      radioOf(now).disabled = !isOwn(radio);
      if (radio.checked && time.dataset.now !== 'taken') sayGone(time);
      mark(now, 'taken');
      if (before) before.after(now);
      else next.querySelector('.line')!.prepend(now);
    }
    before = now;
  }
}

// Other days have their own button.
document.addEventListener('htmx:after:swap', () => {
  withheld = undefined;
});

// Once one has left what is gone, it cannot be chosen any more; and who chooses it all the same is told.
for (const name of ['change', 'focusin'])
  document.addEventListener(name, ({ target, type }) => {
    for (const radio of document.querySelectorAll<HTMLInputElement>('[data-now=taken] input'))
      radio.disabled = !isOwn(radio);
    const time = (target as Element).closest('.time');
    if (time && type === 'change') {
      if (time.matches('[data-now=taken]')) sayGone(time);
      else takeBack();
    }
    const next = document.getElementById('next');
    if (!withheld || next?.contains(document.activeElement)) return;
    next?.replaceChildren(...withheld.childNodes);
    withheld = undefined;
  });

const isOwn = (radio: HTMLInputElement) => radio.checked || radio === document.activeElement;
const radioOf = (time: Element) => time.querySelector('input')!;

function mark(time: Element, state: 'taken' | 'again') {
  time.setAttribute('data-now', state);
  const [label, words] = [time.querySelector('label')!, document.createElement('small')];
  words.textContent = stream()!.dataset[state]!;
  label.replaceChildren(label.firstChild!, ' ', words);
}

function sayGone(time: Element) {
  const day = time.closest('.day')!.querySelector('legend')!.textContent;
  const moment = `${day}, ${time.querySelector('label')!.firstChild!.textContent}`;
  said = stream()!.dataset.gone!.replace('{time}', moment);
  status().textContent = said;
}

/** What was said is not so any more; to say that would be one word too many. */
function takeBack() {
  if (said && status().textContent === said) status().textContent = '';
}

let said = '';
const status = () => document.getElementById('status')!;
