/** What moves on a page by itself. */
import type { Page } from '@playwright/test';

/** From now on the pages note when a script scrolls them smoothly: for `moving`. */
export const watchScripts = (page: Page) =>
  page.addInitScript(() => {
    for (const on of [Element.prototype, window]) {
      for (const name of ['scrollIntoView', 'scrollTo', 'scrollBy', 'scroll']) {
        const plain: unknown = Reflect.get(on, name);
        if (typeof plain !== 'function') continue;
        Reflect.set(on, name, function (this: unknown, ...how: unknown[]) {
          if ((how[0] as ScrollOptions)?.behavior === 'smooth') document.documentElement.dataset.moved = name;
          return plain.apply(this, how);
        });
      }
    }
  });

/** What moves now, has moved by a script, or would move as soon as something about it changes. None is right. */
export const moving = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const moves = (style: CSSStyleDeclaration) =>
      style.transitionDuration !== '0s' || style.animationName !== 'none' || style.scrollBehavior === 'smooth';
    const found = [...document.querySelectorAll('*')].filter((element) =>
      [null, '::before', '::after'].some((part) => moves(getComputedStyle(element, part))),
    );
    const { moved } = document.documentElement.dataset;
    const running = document.getAnimations().map((animation) => animation.constructor.name);
    return [...(moved ? [moved] : []), ...running, ...found.map(({ outerHTML }) => outerHTML.slice(0, 80))];
  });
