import type { Doctor } from '../../src/doctors/directory.ts';
import { words } from '../messages/words.ts';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { Phone } from '../ui/phone.tsx';
import { TextField } from '../ui/text-field.tsx';
import { momentInWords } from '../ui/when.ts';

export type DirectoryProps = {
  frame: Frame;
  doctors: Doctor[];
  /** The place of the first of them in the whole list, from 1. */
  first: number;
  /** Addresses of the pages before and after; null where there is none. */
  earlier: string | null;
  later: string | null;
  specialities: string[];
  specialization?: string | undefined;
  q?: string | undefined;
};

export const DirectoryPage = (props: DirectoryProps) => {
  const { frame, doctors, first, earlier, later, specialities, specialization, q } = props;
  const title = q
    ? words.directory.titleFound(q)
    : specialization
      ? words.directory.titleIn(specialization)
      : words.directory.title;
  return (
    <Page frame={frame} title={title}>
      <h1>{title}</h1>
      <search>
        <form method="get" action="/doctors" class="search">
          <TextField name="q" type="search" label={words.home.searchLabel} value={q} autocomplete="off" />
          <div class="field">
            <label for="specialization">{words.directory.specialityLabel}</label>
            <div>
              <select id="specialization" name="specialization">
                <option value="">{words.directory.all}</option>
                {specialities.map((name) => (
                  <option value={name} selected={name === specialization}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          </div>
          <p class="actions">
            <button type="submit">{words.directory.show}</button>
          </p>
        </form>
      </search>
      <p role="status">
        {earlier || later
          ? words.directory.part(first, first + doctors.length - 1)
          : words.directory.count(doctors.length)}
      </p>
      {doctors.length > 0 ? (
        <ul class="doctors">
          {doctors.map((doctor) => (
            <li>
              <DoctorEntry doctor={doctor} timeZone={frame.clinic.timeZone} />
            </li>
          ))}
        </ul>
      ) : (
        <>
          <p>{words.directory.nothing}</p>
          <p>
            <a href="/doctors">{words.directory.seeAll}</a>
          </p>
          <p>{words.waysOn.call(<Phone number={frame.clinic.phone} />)}</p>
        </>
      )}
      {(earlier || later) && (
        <nav class="pager" aria-label={words.directory.pages}>
          {earlier && <a href={earlier}>{words.directory.earlier}</a>}{' '}
          {later && <a href={later}>{words.directory.later}</a>}
        </nav>
      )}
    </Page>
  );
};

const DoctorEntry = ({ doctor, timeZone }: { doctor: Doctor; timeZone: string }) => (
  <>
    <h2>
      <a href={`/doctors/${doctor.slug}`}>{doctor.name}</a>
    </h2>
    <p class="aside">
      {doctor.specialization}, {moneyInWords(doctor.consultationFee, doctor.currency)}
    </p>
    <p>{doctor.bio}</p>
    <p>
      {doctor.nextFree ? (
        <>
          {words.directory.next}
          <a href={`/doctors/${doctor.slug}?from=${doctor.nextFree.date}&slot=${doctor.nextFree.slotId}`}>
            {momentInWords(doctor.nextFree.startsAt, timeZone)}
          </a>
        </>
      ) : (
        words.directory.none
      )}
    </p>
  </>
);
