/** What is left of a page where the colours are the reader's, or the paper's. */
import type { Page } from '@playwright/test';

/** What has no edge of its own, by a border or an outline that differs from the ground. */
export function withoutEdge(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((selector) => {
    const groundOf = (element: Element | null): string => {
      const color = element ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
      return element && /^rgba.*, 0\)$/.test(color) ? groundOf(element.parentElement) : color;
    };
    const hasEdge = (element: Element) => {
      const style = getComputedStyle(element);
      const drawn = (edge: string) =>
        Number.parseFloat(style.getPropertyValue(`${edge}-width`)) >= 1 &&
        style.getPropertyValue(`${edge}-style`) !== 'none' &&
        !/^rgba.*, 0\)$/.test(style.getPropertyValue(`${edge}-color`)) &&
        style.getPropertyValue(`${edge}-color`) !== groundOf(element.parentElement);
      return ['border-top', 'border-left', 'outline'].some(drawn);
    };
    const all = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
    return all.filter((element) => !hasEdge(element)).map(({ outerHTML }) => outerHTML.slice(0, 80));
  }, selector);
}

/** Text that cannot be read well on its ground, as WCAG measures it; `paper` is white, and its colours are not printed. */
export function pale(page: Page, least: number, on: 'page' | 'paper'): Promise<string[]> {
  return page.evaluate(
    ([least, on]) => {
      const luminance = (color: string) => {
        const [r, g, b] = color.match(/[\d.]+/g)!.map((part) => {
          const value = Number(part) / 255;
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
      };
      const groundOf = (element: Element | null): string => {
        const color = element && on === 'page' ? getComputedStyle(element).backgroundColor : 'rgb(255, 255, 255)';
        return /^rgba.*, 0\)$/.test(color) ? groundOf(element!.parentElement) : color;
      };
      const contrast = (element: Element) => {
        const both = [luminance(getComputedStyle(element).color), luminance(groundOf(element))];
        return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
      };
      const hasText = ({ childNodes }: Element) =>
        [...childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent!.trim());
      return [...document.querySelectorAll<HTMLElement>('body *')]
        .filter((element) => element.checkVisibility() && hasText(element) && contrast(element) < least)
        .map((element) => `${element.innerText.slice(0, 40)}: ${contrast(element).toFixed(1)} to 1`);
    },
    [least, on] as const,
  );
}

/** What has a ground of its own that is not white: a printer would fill it. */
export function filled(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const none = ['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'];
    const isFilled = (element: Element) =>
      [null, '::before', '::after'].some((part) => {
        const { content, display, backgroundColor, backgroundImage, boxShadow } = getComputedStyle(element, part);
        if ((part && content === 'none') || display === 'none') return false;
        return !none.includes(backgroundColor) || backgroundImage !== 'none' || boxShadow !== 'none';
      });
    return [...document.querySelectorAll('body, body *')]
      .filter((element) => element.checkVisibility() && isFilled(element))
      .map(({ localName, className }) => `${localName}.${className}`);
  });
}
