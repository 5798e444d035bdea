import type { Child } from 'hono/jsx';

export type SwapLinkProps = {
  /** Stable, so that the focus stays on it while everything around it changes. */
  id: string;
  href: string;
  /** The id of the part of the page that changes; undefined where the whole page must. */
  part: string | undefined;
  /** Where the focus goes afterwards, where what is new does not follow the link: an id. */
  focus?: string | undefined;
  /** True where it leads to the page that is open, as it is by now. */
  same?: boolean;
  children: Child;
};

/** How a control changes a part of the page: its address is the page's then, in place of this one's where it is the `same` page. */
export const swapped = (part: string, { same = false } = {}) => ({
  'data-hx-target': `#${part}`,
  'data-hx-swap': 'outerMorph',
  [same ? 'data-hx-replace-url' : 'data-hx-push-url']: 'true',
  // Of two clicks the second counts, whichever answer comes first.
  'data-hx-sync': `#${part}:replace`,
});

/** A link that changes one part of the page in place where scripts run, and leads to the changed page where they don't. */
export const SwapLink = ({ id, href, part, focus, same = false, children }: SwapLinkProps) => (
  <a id={id} href={href} {...(part && { 'data-hx-get': href, ...swapped(part, { same }), 'data-focus': focus })}>
    {children}
  </a>
);
