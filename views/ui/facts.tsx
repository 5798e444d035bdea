import type { Child } from 'hono/jsx';

/** Pairs of a term and what it is, as a description list; a fact without content is left out. */
export const Facts = ({ facts }: { facts: [term: string, content: Child][] }) => (
  <dl class="facts">
    {facts
      .filter(([, content]) => content !== null && content !== false && content !== '')
      .map(([term, content]) => (
        <div>
          <dt>{term}</dt>
          <dd>{content}</dd>
        </div>
      ))}
  </dl>
);
