import type { Doctor } from '../../src/doctors/directory.ts';
import { words } from '../messages/words.ts';
import { Avatar } from '../ui/avatar.tsx';
import { moneyInWords } from '../ui/money.ts';
import { type Frame, titleInFull } from '../ui/page.tsx';
import { directoryPath, doctorPath, timesPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { momentInWords } from '../ui/when.ts';

export type ResultsProps = {
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
  specialization?: string | undefined;
  /** A speciality that was asked for and that nobody here has. */
  unknown?: string | undefined;
  q?: string | undefined;
  /** The hold that they come from, for those without cookies. */
  holdId?: string | undefined;
};

/**
 * The doctors found: what changes while one types. `data-status` and `data-title` are what static/page.ts says and shows
 * when it has changed.
 */
export const Results = (props: ResultsProps) => {
  const { frame, doctors, earlier, later, unknown, holdId } = props;
  return (
    <div id="results" data-status={countInWords(props)} data-title={titleInFull(frame, titleOfResults(props))}>
      {unknown && <p class="notice">{words.directory.unknown(unknown)}</p>}
      {doctors.length > 0 ? (
        <ul class="doctors">
          {doctors.map((doctor) => (
            <li id={doctor.slug}>
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
    </div>
  );
};

/** How many were found: what is heard while one types. */
export function countInWords({ doctors, total, first, earlier, later, q, specialization }: ResultsProps): string {
  const found = words.directory.found(q, specialization);
  if (earlier || later) return words.directory.part(first, first + doctors.length - 1, total, found);
  return words.directory.count(total, found);
}

export function titleOfResults({ q, specialization, page }: ResultsProps): string {
  const found = words.directory.found(q && shortened(q), specialization);
  const title = found ? words.directory.titleFound(found) : words.directory.title;
  return page > 1 ? words.directory.titleOfPage(title, page) : title;
}

/** As much of a search as a window's title has room for. */
const shortened = (q: string) => (q.length > 12 ? `${[...q].slice(0, 10).join('')}…` : q);

type DoctorEntryProps = { doctor: Doctor; timeZone: string; holdId: string | undefined };

const DoctorEntry = ({ doctor, timeZone, holdId }: DoctorEntryProps) => (
  <>
    <h2>
      <a href={doctorPath(doctor.slug, { hold: holdId })} id={`${doctor.slug}-name`}>
        {doctor.name}
      </a>
    </h2>
    <p class="aside">
      {doctor.specialization}, {moneyInWords(doctor.consultationFee, doctor.currency)}
    </p>
    <p>{doctor.bio}</p>
    {/* Shown before the name; here, or a text browser would part that from its bullet. */}
    <Avatar name={doctor.name} size={72} />
    <p class="soonest">
      {doctor.nextFree ? (
        <>
          {words.directory.next}
          <a
            href={timesPath(doctor.slug, { from: doctor.nextFree.date, slot: doctor.nextFree.slotId, hold: holdId })}
            id={`${doctor.slug}-next`}
            // In a list of all links, with whom it is.
            aria-labelledby={`${doctor.slug}-next ${doctor.slug}-name`}
          >
            <strong>{momentInWords(doctor.nextFree.startsAt, timeZone)}</strong>
          </a>
        </>
      ) : (
        words.directory.none
      )}
    </p>
  </>
);
