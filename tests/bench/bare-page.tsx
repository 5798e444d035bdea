import type { Context } from 'hono';
import { connect } from '../../src/db/client.ts';
import type { Slot } from '../../src/doctors/days.ts';
import { findDoctor, nextFree } from '../../src/doctors/directory.ts';
import { randomId } from '../../src/random-id.ts';
import { DoctorPage } from '../../views/doctors/doctor.tsx';
import type { DaysInView } from '../../views/doctors/times.tsx';

const DAYS = 10;
const clinic = {
  name: 'Riverside Practice',
  timeZone: 'Europe/London',
  phone: '020 7946 0150',
  address: '1 Riverside, London SE1 7TP',
  email: 'reception@riverside.example',
};

/** The doctor's page, asked of the database and rendered through JSX for every request. */
export function barePage(url: string, max: number) {
  const db = connect(url, { max });
  return async (c: Context) => {
    const doctor = (await findDoctor(db, c.req.param('slug') ?? ''))!;
    const today = Temporal.Now.plainDateISO(clinic.timeZone);
    const dates = Array.from({ length: DAYS }, (_, day) => today.add({ days: day }).toString());
    const after = today.add({ days: DAYS }).toString();
    const [slots, next] = await Promise.all([slotsBefore(db, doctor.id, after), nextFree(db, doctor.id, after)]);
    const days: DaysInView = {
      dates,
      free: slots.filter(({ status }) => status === 'available'),
      nextFreeDate: next?.date ?? null,
      asOf: Temporal.Now.instant(),
    };
    return c.html(
      <DoctorPage
        frame={{
          clinic,
          stylesheet: '/static/app.css',
          script: '/static/page.js',
          icon: '/static/icon.svg',
          held: null,
        }}
        doctor={doctor}
        days={days}
        earlier={null}
        later={after}
        outside={null}
        lastDay={today.add({ days: 59 }).toString()}
        gone={false}
        inPlace
        holdMinutes={5}
        waitable
        visitor={randomId()}
      />,
    );
  };
}

const slotsBefore = ({ sql }: ReturnType<typeof connect>, doctorId: number, before: string) =>
  sql<(Slot & { date: string })[]>`
    SELECT id, date, starts_at AS "startsAt", ends_at AS "endsAt", start_time AS "startTime", end_time AS "endTime",
           CASE WHEN slot_is_free(s, now()) THEN 'available' ELSE status END AS status,
           CASE WHEN NOT slot_is_free(s, now()) THEN held_until END AS "heldUntil"
    FROM time_slots s
    WHERE doctor_id = ${doctorId} AND withdrawn_at IS NULL AND date < ${before}
      AND starts_at > now() AND starts_at < ${before}::date + 1
    ORDER BY starts_at`;
