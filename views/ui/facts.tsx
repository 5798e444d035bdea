import type { Child } from 'hono/jsx';

export type FactsProps = {
  facts: [term: string, content: Child][];
  /** Side by side where there is room, instead of one below the other. */
  side?: 'by-side';
};

/** Pairs of a term and what it is, as a description list; a fact without content is left out. */
export const Facts = ({ facts, side }: FactsProps) => (
  <dl class={side ? 'facts facts-by-side' : 'facts'}>
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
