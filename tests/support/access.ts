/** What every page must be in every state: WCAG 2.2 as far as a program can see it, valid HTML, the same in text browsers. */
import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { needs } from './needs.ts';
import { prints, split, textBrowsers, without, wordsOf } from './print.ts';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds by where things lie, so that each width may differ; all else is the same HTML. */
const dependsOnWidth = ['target-size', 'scrollable-region-focusable'];

const checker = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended', 'html-validate:a11y'],
    rules: {
      // How Hono writes what HTML leaves open: <!doctype html>, <input/>, novalidate="".
      'doctype-style': ['error', { style: 'lowercase' }],
      'void-style': ['error', { style: 'selfclosing' }],
      'attribute-boolean-style': ['error', { style: 'empty' }],
      // Where a doctor has no free time, what one would choose from is an empty form until one comes free.
      'wcag/h32': 'off',
      // The stylesheet keeps a phone number on one line.
      'tel-non-breaking': ['error', { ignoreClasses: ['phone'] }],
    },
  }),
);

/**
 * Looks at the page that is open; `html` is what the server sent, `heading` tells the page that was meant from another. What
 * scripts have `changed` since is not what a text browser is sent.
 */
export async function expectAccess(
  page: Page,
  html: string,
  heading: string | RegExp,
  { changed = false }: { changed?: boolean | undefined } = {},
) {
  const title = page.getByRole('heading', { level: 1 });
  await expect(title).toHaveText(heading);
  const [said = '', cut] = (await page.title()).replace(/^Error: /, '').split('…');
  // Long words that were typed are cut in the title, never in the heading; a heading may be shorter than its title.
  const heard = await title.innerText();
  if (cut === undefined || said.length > heard.length) expect(said).toMatch(startOf(heard));
  else expect(heard).toMatch(startOf(said));

  const { results } = await checker.validateString(html);
  expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual([]);

  const words = await wordsOf(page, html);
  await page.evaluate(axe.source);
  for (const width of [320, 768, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    expect(await violations(page, width === 320 ? undefined : dependsOnWidth), `axe at ${width} px`).toEqual([]);
    expect(await sidewaysScroll(page), `pixels too wide at ${width} px`).toBe(0);
  }

  if (changed) return;
  needs(...textBrowsers);
  // So wide that no table cell wraps.
  for (const [name, printed] of await prints(html, 300)) {
    expect(
      without(split(printed), words.typed),
      `${name}: in order, nothing hidden and nothing glued together`,
    ).toEqual(without(words.said, words.typed));
  }
}

/** With axe in the page once for all widths: most of a run is its 500 kB. */
export function violations(page: Page, rules?: string[]): Promise<string[]> {
  return page.evaluate(
    async (runOnly) => {
      const found = await (window as unknown as { axe: typeof axe }).axe.run({ runOnly, resultTypes: ['violations'] });
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    },
    rules ? { type: 'rule' as const, values: rules } : { type: 'tag' as const, values: wcag },
  );
}

function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const startOf = (words: string) => new RegExp(`^${words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
