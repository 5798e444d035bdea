import { Hono } from 'hono';
import { z } from 'zod';
import { saidOfSwitch } from '../../views/google/said.ts';
import { patientWords } from '../../views/messages/patients.ts';
import { fieldErrors, words } from '../../views/messages/words.ts';
import { AskedPage, AskPage, type AskPageProps } from '../../views/patients/ask.tsx';
import { MinePage } from '../../views/patients/mine.tsx';
import { appointmentToken } from '../booking/link.ts';
import { faultsOf, patientRules } from '../booking/patient-rules.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import { changeCalendar, connectionsOf } from '../google/connection.ts';
import { addressOf } from '../http/address.ts';
import type { AppContext, Env } from '../http/context.ts';
import { keptForBack, readForm } from '../http/form.ts';
import { tally } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { linkRoutes, openedBy } from './link-routes.tsx';
import { appointmentsOf, MOST_PAST } from './mine.ts';
import { patientOf, sessionCookie, tokenOf } from './session.ts';
import { askToSignIn, LINK_MINUTES, LINKS_AN_HOUR, signOut } from './sign-in.ts';

/** Links that one network may ask for in an hour: a practice's own may be many patients'. */
const ASKED_FROM_AN_ADDRESS = 30;

const rules = z.object({ email: patientRules.email });

/** A patient's appointments, all on one page, for who can read the mail that is sent to their address. */
export function patientRoutes(deps: Deps) {
  const { db, config, secrets } = deps;
  const tooOften = tally(ASKED_FROM_AN_ADDRESS, 60 * 60);

  const askPage = async (c: AppContext, shown: Partial<AskPageProps>, status: 200 | 422 | 429 = 200) => {
    if (status !== 200) keptForBack(c);
    return c.html(<AskPage frame={await frameOf(c, deps)} mailed={config.mail !== 'none'} {...shown} />, status);
  };

  /** Why somebody is not signed in who was; said once. */
  const signedOutHow = (c: AppContext) => {
    const isOver = tokenOf(c, deps) !== null;
    if (isOver) sessionCookie.remove(c, config);
    return isOver ? 'over' : c.req.query('out') === undefined ? undefined : 'asked';
  };

  return new Hono<Env>()
    .get('/my-appointments', async (c) => {
      const patient = await patientOf(c, deps);
      if (!patient) return askPage(c, { signedOut: signedOutHow(c) });
      const [{ toCome, past }, calendars] = await Promise.all([
        appointmentsOf(db, patient.email),
        config.google ? connectionsOf(db, patient.email) : [],
      ]);
      const listed = (all: typeof past) =>
        all.map((mine) => ({ ...mine, path: `/appointments/${appointmentToken(secrets, mine.id, mine.linkVersion)}` }));
      const shown = { ...patient, toCome: listed(toCome), past: listed(past), mostPast: MOST_PAST, calendars };
      const said = config.google ? saidOfSwitch(c.req.query('calendar'), calendars) : undefined;
      return c.html(<MinePage frame={await frameOf(c, deps)} {...shown} said={said} />);
    })

    .post('/my-appointments', async (c) => {
      const { email = '' } = await readForm(c);
      if (config.mail === 'none') return c.redirect('/my-appointments', 303);
      const seconds = await tooOften(addressOf(c, deps));
      if (seconds) {
        c.header('Retry-After', String(seconds));
        return askPage(c, { email, refused: patientWords.ask.tooOften(words.wait(seconds)) }, 429);
      }
      const read = rules.safeParse({ email });
      if (!read.success) {
        return askPage(c, { email, errors: fieldErrors(faultsOf(read.error)) }, 422);
      }
      await askToSignIn(db, read.data.email);
      return c.redirect('/my-appointments/asked', 303);
    })

    .get('/my-appointments/asked', async (c) =>
      c.html(<AskedPage frame={await frameOf(c, deps)} minutes={LINK_MINUTES} most={LINKS_AN_HOUR} />),
    )

    .post('/my-appointments/calendar', async (c) => {
      const { action, connection = '', token = '' } = await readForm(c);
      const patient = await patientOf(c, deps);
      if (!patient) return c.redirect('/my-appointments', 303);
      if (!secrets.matches('patient form', tokenOf(c, deps)!, token)) throw new RefusedRequest('foreign_origin');
      const did = await changeCalendar(db, action, await connectionsOf(db, patient.email), connection);
      if (!did) throw new RefusedRequest('malformed_request');
      return c.redirect(`/my-appointments?calendar=${did}`, 303);
    })

    .post('/my-appointments/sign-out', async (c) => {
      const form = await readForm(c);
      const token = tokenOf(c, deps);
      if (token && !secrets.matches('patient form', token, form.token ?? ''))
        throw new RefusedRequest('foreign_origin');
      if (token) await signOut(db, token);
      sessionCookie.remove(c, config);
      openedBy.remove(c, config);
      return c.redirect('/my-appointments?out', 303);
    })

    .route('/', linkRoutes(deps));
}
