/** Every page in every state: WCAG 2.2 as far as a program can see it, and valid HTML. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { sentHtml, states } from '../support/states.ts';

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const checker = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended', 'html-validate:a11y'],
    rules: {
      // How Hono writes what HTML leaves open: <!doctype html>, <input/>, novalidate="".
      'doctype-style': ['error', { style: 'lowercase' }],
      'void-style': ['error', { style: 'selfclosing' }],
      'attribute-boolean-style': ['error', { style: 'empty' }],
    },
  }),
);

for (const [state, { heading, open }] of Object.entries(states)) {
  test(`${state}: no violation, no sideways scroll, valid HTML`, async ({ page }) => {
    const html = sentHtml(page);
    await open(page, oneOf(['dr-olumide-adeyemi', 'dr-yuki-nakamura']));
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      const { violations } = await new AxeBuilder({ page }).withTags(wcag).setLegacyMode().analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
        `axe at ${width} px`,
      ).toEqual([]);
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
      expect(overflow, `pixels too wide at ${width} px`).toBe(0);
    }
    const { results } = await checker.validateString(await html());
    expect(results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => `${ruleId}: ${message}`))).toEqual(
      [],
    );
  });
}

test('no two pages share a title, except in error', async ({ page }) => {
  const titles = [];
  for (const state of ['home', 'directory', 'doctor', 'details', 'more', 'booker', 'taken', 'confirmation']) {
    await states[state]!.open(page, oneOf(['dr-olumide-adeyemi', 'dr-yuki-nakamura']));
    titles.push(await page.title());
  }
  expect(new Set(titles).size).toBe(titles.length);
});

/** Tests that run at the same time take times of different doctors. */
function oneOf(doctors: [string, string]): string {
  return doctors[test.info().parallelIndex % 2]!;
}
