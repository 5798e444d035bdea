/** Where the focus is, for those who see it. */
import type { Page } from '@playwright/test';

/**
 * Tabs through the whole page, down and up again: whatever can have the focus gets it, all of it is in the window and
 * nothing lies over it (WCAG 2.4.11), and it shows that it has it by an outline that it has not otherwise.
 */
export async function unseenFocus(page: Page): Promise<string[]> {
  const stops = await page.evaluateHandle(() => {
    scrollTo(0, 0);
    // Tab starts from here, wherever scripts have put the focus.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute('tabindex');
    const all = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea')].filter(
      (stop) => stop.tabIndex >= 0 && stop.checkVisibility() && !(stop as HTMLInputElement).disabled,
    );
    // Radios are one stop.
    const radios = all.filter((stop) => stop.matches('[type=radio]'));
    const radio = radios.find((radio) => radio.matches(':checked')) ?? radios[0];
    const single = all.filter((stop) => stop === radio || !radios.includes(stop));
    return new Map(single.map((stop) => [stop, getComputedStyle(stop).outline]));
  });
  const count = await stops.evaluate(({ size }) => size);
  const wrong: string[] = [];
  for (const key of ['Tab', 'Shift+Tab']) {
    const reached = new Set<number>();
    const last = key === 'Tab' ? count - 1 : 0;
    if (key === 'Shift+Tab') reached.add(count - 1);
    // A date box is several stops.
    for (let presses = 0; presses < count + 20 && !reached.has(last); presses++) {
      await page.keyboard.press(key);
      const stop = await stops.evaluate(lookAt);
      reached.add(stop.nth);
      if (stop.wrong.length > 0) wrong.push(`${key} to ${stop.name}: ${stop.wrong.join(', ')}`);
    }
    if (reached.size < count) wrong.push(`${key} reaches ${reached.size} of ${count}`);
  }
  return wrong;
}

/** What has the focus now, and what is wrong with how it is seen. */
function lookAt(stops: Map<HTMLElement, string>) {
  const stop = document.activeElement as HTMLElement;
  const wrong = new Set<string>();
  for (const { left, right, top, bottom } of stop.getClientRects()) {
    // As far as the outline reaches, but for the link that comes in at the very top.
    const ring = stop.matches('.skip a') ? 0 : 5;
    if (left < 0 || right > innerWidth || top < ring || bottom > innerHeight - ring) {
      wrong.add(`from ${top} to ${bottom} in a window of ${innerHeight}`);
    }
    // Inside of round corners.
    const [x, y] = [Math.min(5, (right - left) / 3), Math.min(5, (bottom - top) / 3)];
    const points = [
      [(left + right) / 2, (top + bottom) / 2],
      [left + x, top + y],
      [right - x, top + y],
      [left + x, bottom - y],
      [right - x, bottom - y],
    ] as const;
    for (const point of points) {
      const seen = document.elementFromPoint(...point);
      if (!stop.contains(seen)) wrong.add(`under ${seen?.localName ?? 'nothing'}.${seen?.className ?? ''}`);
    }
  }
  const style = getComputedStyle(stop);
  const shown = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
  if (!shown || style.outline === stops.get(stop)) wrong.add(`its outline is ${style.outline}`);
  const name = stop.id || stop.textContent!.trim() || stop.localName;
  return { nth: [...stops.keys()].indexOf(stop), name, wrong: [...wrong] };
}

/** Runs in the page: nothing lies over it, from its top to its bottom. */
export function isOnTop(shown: Element): boolean {
  const { left, right, top, bottom } = shown.getBoundingClientRect();
  return [top + 2, (top + bottom) / 2, bottom - 2].every((y) => {
    const over = document.elementFromPoint((left + right) / 2, y);
    return over !== null && (shown.contains(over) || over.contains(shown));
  });
}
