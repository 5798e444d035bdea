import { DoctorGoogle } from '../google/doctor.tsx';
import { dayWords } from '../messages/day.ts';
import { googleWords } from '../messages/google.ts';
import { CopyField } from '../ui/copy-field.tsx';
import type { DayPageProps } from './day.tsx';
import { FormToken } from './frame.tsx';

/** What a doctor has of their appointments in a calendar of their own: the link that says how. */
export const OwnCalendar = (props: DayPageProps) => {
  const { doctor, date, link, mailed, formToken, google, calendar, frame } = props;
  return (
    <section aria-labelledby="calendar" class="screen-only">
      <h2 id="calendar">{dayWords.calendar.heading(doctor.name)}</h2>
      {google && (
        <>
          <h3>{googleWords.doctor.heading}</h3>
          <DoctorGoogle
            doctorName={doctor.name}
            timeZone={frame.clinic.timeZone}
            calendar={calendar}
            path={`/desk/doctors/${doctor.slug}/google?date=${date}`}
            desk={<FormToken formToken={formToken} />}
          />
          <h3>{dayWords.calendar.subscribe}</h3>
        </>
      )}
      <p>{dayWords.calendar.lead(doctor.name)}</p>
      <CopyField id="link" label={dayWords.calendar.link} value={link} />
      {mailed && (
        <form method="post" action={`/desk/doctors/${doctor.slug}/calendar/mail`}>
          <FormToken formToken={formToken} />
          <input type="hidden" name="date" value={date} />
          <p>{dayWords.calendar.mailTo(doctor.email)}</p>
          <p class="actions">
            <button type="submit">{dayWords.calendar.mail(doctor.name)}</button>
          </p>
        </form>
      )}
      <form method="post" action={`/desk/doctors/${doctor.slug}/calendar/link`}>
        <FormToken formToken={formToken} />
        <input type="hidden" name="date" value={date} />
        <input type="hidden" name="version" value={doctor.calendarVersion} />
        <p>{dayWords.calendar.renewLead(doctor.name)}</p>
        <p class="actions">
          <button type="submit" class="secondary">
            {dayWords.calendar.renew}
          </button>
        </p>
      </form>
    </section>
  );
};
