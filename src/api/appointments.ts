import { createRoute, OpenAPIHono } from '@hono/zod-openapi';
import { apiWords } from '../../views/messages/api.ts';
import { findAppointment } from '../booking/appointment.ts';
import { type ConfirmRefusal, confirmHold } from '../booking/confirm.ts';
import { appointmentToken } from '../booking/link.ts';
import type { Deps } from '../deps.ts';
import type { Env } from '../http/context.ts';
import { json, ofAnyRequest, refusing } from './answers.ts';
import type { Limits } from './holds.ts';
import { jsonBody } from './json-body.ts';
import { timeOf } from './moment.ts';
import { ApiProblem, type ProblemCode } from './problem.ts';
import { Appointment, AppointmentRequest } from './schemas.ts';

const words = apiWords.document;

const book = ({ requestLimit }: Limits) =>
  createRoute({
    method: 'post',
    path: '/appointments',
    operationId: 'bookAppointment',
    summary: words.book.summary,
    middleware: [requestLimit, jsonBody] as const,
    request: { body: { required: true, content: { 'application/json': { schema: AppointmentRequest } } } },
    responses: {
      201: json(Appointment, words.book.ok),
      200: json(Appointment, words.book.again),
      ...refusing(...Object.values(refusals), ...ofAnyRequest),
    },
  });

const refusals = {
  hold_not_found: 'hold_not_found',
  hold_expired: 'hold_expired',
  hold_ended: 'hold_ended',
  taken: 'slot_unavailable',
  too_many_appointments: 'too_many_appointments',
  patient_busy: 'patient_busy',
} as const satisfies Record<ConfirmRefusal, ProblemCode>;

/** A hold becomes an appointment. */
export const appointments = ({ db, config, secrets }: Deps, limits: Limits) =>
  new OpenAPIHono<Env>().openapi(book(limits), async (c) => {
    const { holdId, patient, reason } = c.req.valid('json');
    const rules = { soft: false, most: config.APPOINTMENTS_PER_PATIENT };
    const outcome = await confirmHold(db, holdId, { patient, reason }, rules);
    if (!outcome.ok) throw new ApiProblem(refusals[outcome.reason]);
    const booked = (await findAppointment(db, outcome.appointmentId))!;
    const { id, reference, status, doctorId, slotId } = booked;
    const link = `/appointments/${appointmentToken(secrets, id, booked.linkVersion)}`;
    return c.json(
      {
        id,
        reference,
        status,
        doctorId,
        slotId,
        ...timeOf(booked, config.clinic.timeZone),
        url: new URL(link, config.PUBLIC_URL ?? c.req.url).href,
      },
      outcome.already ? 200 : 201,
    );
  });
