import type { Child } from 'hono/jsx';
import { words } from '../messages/words.ts';

/**
 * What is said while a page stands open, by static/page.ts: in regions that stand outside of what changes, or a screen reader
 * would not notice. `children` is what is so when the page opens; `heard`: what is said stands on the page as well, and is not
 * shown twice.
 */
export const LiveRegions = ({ heard = false, children }: { heard?: boolean; children?: Child }) => (
  <div class="said">
    <p id="status" class={heard ? 'heard' : undefined} role="status" aria-atomic="true">
      {children}
    </p>
    <p id="alert" role="alert" data-failed={words.site.failed}></p>
  </div>
);
