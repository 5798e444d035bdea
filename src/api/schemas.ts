import { z } from '@hono/zod-openapi';
import { apiWords } from '../../views/messages/api.ts';
import { patientRules } from '../booking/patient-rules.ts';
import { storable } from '../storable.ts';
import { isDate } from '../typed-date.ts';
import type { ApiFault } from './problem.ts';

const words = apiWords.document.fields;
const fault = (error: ApiFault) => ({ error, abort: true });
const missingOr = (error: ApiFault) => ({
  error: ({ input }: { input?: unknown }): ApiFault => (input == null ? 'required' : error),
});

const id = z.int().positive();
const localDate = z.iso.date().meta({ description: words.localDate, example: '2026-11-24' });
const localTime = z
  .string()
  .regex(/^\d\d:\d\d$/)
  .meta({ description: words.localTime, example: '09:00' });
const instant = z.iso.datetime({ offset: true }).meta({ example: '2026-11-24T09:00:00+00:00' });
const time = { date: localDate, startTime: localTime, endTime: localTime, startsAt: instant, endsAt: instant };

const nextFree = z.object({ slotId: id, date: localDate, startTime: localTime, startsAt: instant });

export const Doctor = z
  .object({
    id,
    slug: z.string().meta({ example: 'dr-okafor' }),
    name: z.string().meta({ example: 'Dr Ngozi Okafor' }),
    specialization: z.string(),
    qualification: z.string(),
    experience: z.int().meta({ description: words.experience }),
    avatar: z.string().nullable(),
    bio: z.string(),
    consultationFee: z.int().meta({ description: words.consultationFee, example: 4500 }),
    currency: z.string().meta({ description: words.currency, example: 'GBP' }),
    slotDuration: z.int().meta({ description: words.slotDuration, example: 30 }),
    nextFree: nextFree.nullable().meta({ description: words.nextFree }),
  })
  .openapi('Doctor');

export const Slot = z
  .object({
    id,
    doctorId: id,
    ...time,
    status: z.enum(['available', 'held', 'booked']).meta({ description: words.status }),
    heldUntil: instant.nullable().meta({ description: words.heldUntil }),
  })
  .openapi('Slot');

export const Day = z.object({
  doctorId: id,
  date: localDate,
  timeZone: z.string().meta({ example: 'Europe/London' }),
  slots: z.array(Slot),
});

/** Numbers in an address are text: no sign, no exponent, no space. */
export const DayQuery = z.object({
  doctorId: z
    .string(missingOr('not_a_positive_integer'))
    .refine((typed) => /^\d{1,16}$/.test(typed) && id.safeParse(Number(typed)).success, fault('not_a_positive_integer'))
    .transform(Number)
    .openapi({ type: 'integer', minimum: 1, example: 1 }),
  date: z
    .string(missingOr('not_a_date'))
    .refine(isDate, fault('not_a_date'))
    .refine((date) => date >= '1970-01-01' && date < '2201-01-01', fault('out_of_range'))
    .openapi({ format: 'date', description: words.localDate, example: '2026-11-24' }),
});

export const HoldRequest = z
  .object(
    {
      slotId: z.int(missingOr('not_a_positive_integer')).positive(fault('not_a_positive_integer')),
      visitor: z
        .string({ error: (): ApiFault => 'not_a_visitor' })
        .regex(/^[\w-]{16,128}$/, fault('not_a_visitor'))
        .nullish()
        .transform((named) => named ?? undefined)
        .openapi({ type: 'string', description: words.visitor, example: '0b7c1f7e-6f0e-4a52-9b1d-5d3f0f6f7f11' }),
    },
    missingOr('not_an_object'),
  )
  .openapi('HoldRequest');

const holdId = z
  .string(missingOr('not_text'))
  .overwrite(storable)
  .min(1, fault('required'))
  .meta({ description: words.holdId });

export const Hold = z
  .object({ holdId, slotId: id, doctorId: id, ...time, expiresAt: instant.meta({ description: words.expiresAt }) })
  .openapi('Hold');

export const ReleaseRequest = z.object({ holdId }, missingOr('not_an_object')).openapi('ReleaseRequest');

export const Released = z.object({ released: z.literal(true) });

const { name, email, phone, dateOfBirth, gender, address, reason } = patientRules;

export const AppointmentRequest = z
  .object(
    {
      holdId,
      patient: z.object(
        {
          name: name.meta({ example: 'Ada Byron' }),
          email: email.meta({ example: 'ada@example.org' }),
          phone: phone.meta({ example: '020 7946 0150', description: words.blank }),
          dateOfBirth: dateOfBirth.meta({ format: 'date', example: '1987-06-05', description: words.dateOfBirth }),
          gender,
          address,
        },
        missingOr('not_an_object'),
      ),
      reason: reason.meta({ description: words.reason }),
    },
    missingOr('not_an_object'),
  )
  .openapi('AppointmentRequest');

export const Appointment = z
  .object({
    id,
    reference: z.string().meta({ description: words.reference, example: 'K7MF4QT2' }),
    status: z.enum(['scheduled', 'completed', 'cancelled', 'no-show']),
    doctorId: id,
    slotId: id.nullable(),
    ...time,
    url: z.url().meta({ description: words.url }),
  })
  .openapi('Appointment');
