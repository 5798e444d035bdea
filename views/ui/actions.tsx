import type { Child } from 'hono/jsx';

/** What one can do next, side by side; a line each where there is no stylesheet, so that no two run together. */
export const Actions = ({ children }: { children: Child[] }) => (
  <div class="actions">
    {children.filter(Boolean).map((action) => (
      <div>{action}</div>
    ))}
  </div>
);
