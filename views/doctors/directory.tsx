import type { Doctor } from '../../src/doctors/directory.ts';
import { words } from '../messages/words.ts';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, Page } from '../ui/page.tsx';
import { directoryPath, doctorPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { TextField } from '../ui/text-field.tsx';
import { momentInWords } from '../ui/when.ts';

export type DirectoryProps = {
  frame: Frame;
  doctors: Doctor[];
  /** How many there are on all pages. */
  total: number;
  /** From 1. */
  page: number;
  /** The place of the first of them in the whole list, from 1. */
  first: number;
  /** Addresses of the pages before and after; null where there is none. */
  earlier: string | null;
  later: string | null;
  specialities: string[];
  specialization?: string | undefined;
  /** A speciality that was asked for and that nobody here has. */
  unknown?: string | undefined;
  q?: string | undefined;
  /** The hold that they come from, for those without cookies. */
  holdId?: string | undefined;
};

export const DirectoryPage = (props: DirectoryProps) => {
  const { frame, doctors, total, page, first, earlier, later, specialities, specialization, unknown, q, holdId } =
    props;
  const heading = titleOf(q, specialization);
  const title = titleOf(q && shortened(q), specialization);
  return (
    <Page frame={frame} title={page > 1 ? words.directory.titleOfPage(title, page) : title}>
      <h1>{heading}</h1>
      <search>
        <form method="get" action="/doctors" class="search">
          {holdId && <input type="hidden" name="hold" value={holdId} />}
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
      {unknown && <p class="notice">{words.directory.unknown(unknown)}</p>}
      <p role="status">
        {earlier || later
          ? words.directory.part(first, first + doctors.length - 1, total)
          : words.directory.count(total)}
      </p>
      {doctors.length > 0 ? (
        <ul class="doctors">
          {doctors.map((doctor) => (
            <li>
              <DoctorEntry doctor={doctor} timeZone={frame.clinic.timeZone} holdId={holdId} />
            </li>
          ))}
        </ul>
      ) : (
        <>
          <p>{words.directory.nothing}</p>
          <p>
            <a href={directoryPath({ hold: holdId })}>{words.directory.seeAll}</a>
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

function titleOf(q: string | undefined, specialization: string | undefined): string {
  if (q && specialization) return words.directory.titleFoundIn(q, specialization);
  if (q) return words.directory.titleFound(q);
  return specialization ? words.directory.titleIn(specialization) : words.directory.title;
}

/** As much of a search as a window's title has room for. */
const shortened = (q: string) => (q.length > 20 ? `${[...q].slice(0, 20).join('')}…` : q);

type DoctorEntryProps = { doctor: Doctor; timeZone: string; holdId: string | undefined };

const DoctorEntry = ({ doctor, timeZone, holdId }: DoctorEntryProps) => (
  <>
    <h2>
      <a href={doctorPath(doctor.slug, { hold: holdId })}>{doctor.name}</a>
    </h2>
    <p class="aside">
      {doctor.specialization}, {moneyInWords(doctor.consultationFee, doctor.currency)}
    </p>
    <p>{doctor.bio}</p>
    <p>
      {doctor.nextFree ? (
        <>
          {words.directory.next}
          <a href={doctorPath(doctor.slug, { from: doctor.nextFree.date, slot: doctor.nextFree.slotId, hold: holdId })}>
            {momentInWords(doctor.nextFree.startsAt, timeZone)}
          </a>
        </>
      ) : (
        words.directory.none
      )}
    </p>
  </>
);
