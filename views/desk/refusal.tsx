import type { Refusal } from '../../src/http/refusal.ts';
import { deskWords } from '../messages/desk.ts';
import { words } from '../messages/words.ts';
import { Document, type Frame } from '../ui/page.tsx';
import { DeskHeader, DeskMenu, type DeskProps } from './frame.tsx';

export type DeskRefusalProps = {
  frame: Frame;
  /** What the menu needs; null before anybody is signed in. */
  desk: DeskProps | null;
  refused: { refusal: Refusal; status: number; retryAfter: number | undefined };
};

/** What went wrong, to the practice's own people: nobody is told to call themselves. */
export const DeskRefusalPage = ({ frame, desk, refused }: DeskRefusalProps) => {
  const { title, lead } = words.refusals[refused.refusal];
  return (
    <Document
      frame={frame}
      title={title}
      error
      room="desk"
      header={<DeskHeader frame={frame}>{desk && <DeskMenu {...desk} />}</DeskHeader>}
    >
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      {refused.retryAfter !== undefined && <p>{words.tryAgain(words.wait(refused.retryAfter))}</p>}
      {refused.status >= 500 && <p>{deskWords.refused.stays}</p>}
      <p>
        <a href="/desk">{deskWords.refused.home}</a>
      </p>
    </Document>
  );
};
