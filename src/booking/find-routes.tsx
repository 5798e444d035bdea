import { Hono } from 'hono';
import { FindPage, type FindPageProps } from '../../views/booking/find.tsx';
import { patientWords } from '../../views/messages/patients.ts';
import { fieldErrors, words } from '../../views/messages/words.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { keptForBack, readForm } from '../http/form.ts';
import { brake, tally } from '../http/rate-limit.ts';
import { boxesAtFault } from './birth-date.ts';
import { findByReference, readAsked, typedToFind } from './find.ts';
import type { Draft } from './held.ts';
import { pathOfAppointment } from './link.ts';

/** Whoever asks from however many addresses: to try every birthday of one reference would take ten years. */
const TRIES_OF_A_REFERENCE = 10;
const A_DAY = 24 * 60 * 60;

/** The way to an appointment's own page for who has its reference and no link. */
export function findRoutes(deps: Deps) {
  const tooSoon = brake(deps, deps.config.HOLD_REQUESTS_PER_MINUTE);
  const tooOften = tally(TRIES_OF_A_REFERENCE, A_DAY);
  return new Hono<Env>()
    .get('/find-appointment', (c) => answer(c, deps, {}))

    .post('/find-appointment', async (c) => {
      const typed = typedToFind(await readForm(c));
      const tooQuick = await tooSoon(c);
      if (tooQuick) return answerLater(c, deps, typed, tooQuick);
      const read = readAsked(typed);
      if (!read.ok) {
        const errors = fieldErrors(read.faults);
        const wrongBoxes = boxesAtFault(read.faults.dateOfBirth);
        return answer(c, deps, { typed, errors, wrongBoxes }, 422);
      }
      // Before it is looked up, and also of one that nobody has: to be refused tells nothing.
      const wait = await tooOften(read.asked.reference);
      if (wait) return answerLater(c, deps, typed, wait);
      const id = await findByReference(deps.db, read.asked);
      if (id) return c.redirect(await pathOfAppointment(deps, id), 303);
      // Not 404: the page is there, what was typed into it does not fit; some proxies put a page of their own over a 404.
      const errors = { reference: patientWords.find.missed(deps.config.clinic.phone) };
      return answer(c, deps, { typed, errors }, 422);
    });
}

type Shown = Partial<Omit<FindPageProps, 'frame' | 'mailed'>>;

async function answer(c: AppContext, deps: Deps, shown: Shown, status: 200 | 422 | 429 = 200) {
  const { typed = {}, errors = {}, wrongBoxes = [], ...more } = shown;
  const mailed = deps.config.mail !== 'none';
  if (status !== 200) keptForBack(c);
  return c.html(
    <FindPage frame={await frameOf(c, deps)} {...{ typed, errors, wrongBoxes, mailed, ...more }} />,
    status,
  );
}

function answerLater(c: AppContext, deps: Deps, typed: Draft, seconds: number) {
  c.header('Retry-After', String(seconds));
  return answer(c, deps, { typed, refused: patientWords.find.tooOften(words.wait(seconds)) }, 429);
}
