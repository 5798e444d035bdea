import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { apiWords } from '../../views/messages/api.ts';
import type { Db } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { timesOfDay } from '../doctors/day.ts';
import { searchDoctors } from '../doctors/directory.ts';
import type { Env } from '../http/context.ts';
import { json, ofAnyQuestion, refusing } from './answers.ts';
import { moment, timeOf } from './moment.ts';
import { ApiProblem } from './problem.ts';
import { Day, DayQuery, Doctor } from './schemas.ts';

const words = apiWords.document;

const listDoctors = createRoute({
  method: 'get',
  path: '/doctors',
  operationId: 'listDoctors',
  summary: words.doctors.summary,
  responses: { 200: json(z.object({ doctors: z.array(Doctor) }), words.doctors.ok), ...refusing(...ofAnyQuestion) },
});

const listSlots = createRoute({
  method: 'get',
  path: '/slots',
  operationId: 'listSlots',
  summary: words.slots.summary,
  request: { query: DayQuery },
  responses: {
    200: json(Day, words.slots.ok),
    ...refusing('invalid_request', 'doctor_not_found', ...ofAnyQuestion),
  },
});

/** Who can be seen, and when. */
export const doctors = ({ db, config: { clinic } }: Deps) =>
  new OpenAPIHono<Env>()
    .openapi(listDoctors, async (c) => {
      const doctors = await searchDoctors(db);
      return c.json(
        {
          doctors: doctors.map(({ nextFree, ...doctor }) => ({
            ...doctor,
            nextFree: nextFree && { ...nextFree, startsAt: moment(nextFree.startsAt, clinic.timeZone) },
          })),
        },
        200,
      );
    })
    .openapi(listSlots, async (c) => {
      const { doctorId, date } = c.req.valid('query');
      const times = await timesOfDay(db, doctorId, date);
      if (times.length === 0 && !(await isSeen(db, doctorId))) throw new ApiProblem('doctor_not_found');
      const slots = times.map((slot) => ({
        id: slot.id,
        doctorId,
        ...timeOf(slot, clinic.timeZone),
        status: slot.status,
        heldUntil: slot.heldUntil && moment(slot.heldUntil, clinic.timeZone),
      }));
      return c.json({ doctorId, date, timeZone: clinic.timeZone, slots }, 200);
    });

async function isSeen({ sql }: Db, doctorId: number): Promise<boolean> {
  const rows = await sql`SELECT FROM doctors WHERE id = ${doctorId} AND active`;
  return rows.length > 0;
}
