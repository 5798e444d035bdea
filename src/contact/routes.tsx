import { Hono } from 'hono';
import { z } from 'zod';
import { ContactClosedPage, ContactPage } from '../../views/contact/contact.tsx';
import { ThanksPage } from '../../views/contact/thanks.tsx';
import { contactWords } from '../../views/messages/contact.ts';
import { fieldErrors, numberInWords, words } from '../../views/messages/words.ts';
import { faultsOf, letterRules, MOST, patientRules } from '../booking/patient-rules.ts';
import { readReference } from '../booking/reference.ts';
import type { Deps } from '../deps.ts';
import { frameOf } from '../frame.ts';
import type { AppContext, Env } from '../http/context.ts';
import { type Form, keptForBack, readForm } from '../http/form.ts';
import { brake, HOLDS_A_MESSAGE } from '../http/rate-limit.ts';
import { RefusedRequest } from '../http/refusal.ts';
import { isRandomId, randomId } from '../random-id.ts';
import { findMessage, keepMessage, TOPICS } from './message.ts';

const { name, email } = patientRules;
const rules = z.object({ name, email, topic: z.enum(TOPICS, 'required'), message: letterRules.message });

export function contactRoutes(deps: Deps) {
  const tooSoon = brake(deps, Math.ceil(deps.config.HOLD_REQUESTS_PER_MINUTE / HOLDS_A_MESSAGE));
  return new Hono<Env>()
    .get('/contact', async (c) =>
      isRead(deps) ? contactPage(c, deps) : c.html(<ContactClosedPage frame={await frameOf(c, deps)} />),
    )

    .post('/contact', async (c) => {
      if (!isRead(deps)) return c.redirect('/contact', 303);
      const form = await readForm(c);
      const read = rules.safeParse(form);
      if (!read.success) return contactPage(c, deps, { typed: form, faults: faultsOf<string>(read.error) });
      const seconds = await tooSoon(c);
      if (seconds) {
        return contactPage(c, deps, { typed: form, refused: contactWords.tooQuick(words.wait(seconds)) });
      }
      const formId = isRandomId(form.form) ? form.form : randomId();
      // No receipt to who wrote: anyone could have us write to anybody by it.
      const sent = { ...read.data, formId, suspected: Boolean(form.homepage) };
      const reference = await keepMessage(deps.db, sent, deps.config.clinic.email);
      return c.redirect(`/contact/thanks/${reference}`, 303);
    })

    .get('/contact/thanks/:reference', async (c) => {
      const reference = readReference(c.req.param('reference'));
      if (!reference || !(await findMessage(deps.db, reference))) throw new RefusedRequest('not_found');
      return c.html(<ThanksPage frame={await frameOf(c, deps)} reference={reference} />);
    });
}

/** Whether anybody at the practice would see a message: by mail, or at the front desk. */
const isRead = ({ config }: Deps): boolean => config.mail !== 'none' || config.deskPassword !== null;

type Shown = { typed?: Form; faults?: Record<string, string>; refused?: string };

async function contactPage(c: AppContext, deps: Deps, { typed = {}, faults = {}, refused }: Shown = {}) {
  const errors = fieldErrors(faults, contactWords.errors);
  if (faults.message === 'too_long')
    errors.message = contactWords.tooLong(numberInWords(typed.message!.length), numberInWords(MOST.message));
  const shown = {
    typed,
    errors,
    topics: TOPICS,
    most: MOST.message,
    formId: isRandomId(typed.form) ? typed.form : randomId(),
    refused,
  };
  const status = refused ? 429 : Object.keys(errors).length > 0 ? 422 : 200;
  if (status !== 200) keptForBack(c);
  return c.html(<ContactPage frame={await frameOf(c, deps)} {...shown} />, status);
}
