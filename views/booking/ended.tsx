import type { Hold } from '../../src/booking/held.ts';
import { ErrorPage } from '../errors/error-page.tsx';
import { words } from '../messages/words.ts';
import type { Frame } from '../ui/page.tsx';
import { directoryPath, timesPath } from '../ui/paths.ts';

/** A hold that was let go, or left for another time. */
export const EndedPage = ({ frame, hold }: { frame: Frame; hold: Hold }) => (
  <ErrorPage frame={frame} title={words.ended.title} lead={hold.moved ? words.ended.moved : words.ended.released}>
    <p>
      {hold.doctorActive ? (
        <a href={timesPath(hold.doctorSlug)}>{words.ended.again(hold.doctorName)}</a>
      ) : (
        <a href={directoryPath({ specialization: hold.specialization })}>{words.taken.others(hold.specialization)}</a>
      )}
    </p>
  </ErrorPage>
);
