import type { Child } from 'hono/jsx';
import { words } from '../messages/words.ts';

/**
 * What is said while a page stands open, by static/page.ts: in regions that stand outside of what changes, or a screen reader
 * would not notice. `children` is what is so when the page opens.
 */
export const LiveRegions = ({ children }: { children?: Child }) => (
  <div class="said">
    <p id="status" role="status" aria-atomic="true">
      {children}
    </p>
    <p id="alert" role="alert" data-failed={words.site.failed}></p>
  </div>
);
