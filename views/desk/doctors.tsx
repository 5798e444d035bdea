import type { DeskDoctor } from '../../src/desk/doctors.ts';
import { dayWords } from '../messages/day.ts';
import { deskDayPath } from '../ui/paths.ts';
import { momentInWords } from '../ui/when.ts';
import { DeskPage, type DeskProps } from './frame.tsx';

export type DeskDoctorsProps = DeskProps & {
  doctors: DeskDoctor[];
  /** The address of the doctors after these; null where there are none. */
  more: string | null;
};

/** The way to the day of each doctor. */
export const DeskDoctorsPage = ({ doctors, more, ...desk }: DeskDoctorsProps) => (
  <DeskPage {...desk} title={dayWords.doctors.title} at="doctors">
    <h1>{dayWords.doctors.title}</h1>
    {doctors.length === 0 && <p>{dayWords.doctors.none}</p>}
    {doctors.length > 0 && (
      <ul class="inbox">
        {doctors.map((doctor) => (
          <OneDoctor {...{ doctor, timeZone: desk.frame.clinic.timeZone }} />
        ))}
      </ul>
    )}
    {more && (
      <p>
        <a href={more}>{dayWords.doctors.more}</a>
      </p>
    )}
  </DeskPage>
);

const OneDoctor = ({ doctor, timeZone }: { doctor: DeskDoctor; timeZone: string }) => (
  <li>
    <h2>
      <a href={deskDayPath(doctor.slug)}>{doctor.name}</a>
    </h2>
    <p class="aside">{doctor.specialization}</p>
    <p>
      {dayWords.doctors.today(doctor.today)}
      {doctor.next && ` ${dayWords.doctors.next(momentInWords(doctor.next, timeZone))}`}
    </p>
    {doctor.lost && (
      <p>
        <strong>
          <a href={`${deskDayPath(doctor.slug)}#calendar`}>{dayWords.doctors.lost(doctor.name)}</a>
        </strong>
      </p>
    )}
  </li>
);
