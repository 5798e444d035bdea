import type { Clinic } from '../../src/config.ts';
import type { Doctor } from '../../src/doctors/directory.ts';
import { words } from '../messages/words.ts';
import { HoldButton } from '../ui/hold-form.tsx';
import { directoryPath, timesPath } from '../ui/paths.ts';
import { Phone } from '../ui/phone.tsx';
import { dayInWords } from '../ui/when.ts';

export type WhatNextProps = {
  clinic: Clinic;
  doctor: Pick<Doctor, 'slug' | 'specialization' | 'nextFree'>;
  days: { free: unknown[]; nextFreeDate: string | null };
  /** A hold to move from, for visitors without cookies. */
  holdId?: string | undefined;
};

/** Below the days: the button that holds the time, or another way where there is none to choose. */
export const WhatNext = ({ clinic, doctor, days, holdId }: WhatNextProps) => {
  if (days.free.length > 0) return <HoldButton />;
  if (!doctor.nextFree) return <NoTimesAtAll clinic={clinic} doctor={doctor} />;
  const daysFrom = (from: string) => timesPath(doctor.slug, { from, hold: holdId });
  return <NextDay clinic={clinic} after={days.nextFreeDate} soonest={doctor.nextFree.date} daysFrom={daysFrom} />;
};

type NextDayProps = {
  clinic: Clinic;
  /** The first day with a free time after those in view, and of all, `YYYY-MM-DD`; null where there is none after. */
  after: string | null;
  soonest: string;
  /** The address of the days from one on. */
  daysFrom: (date: string) => string;
};

/** Where there is a free time, while none is in view. */
export const NextDay = ({ clinic, after, soonest, daysFrom }: NextDayProps) => {
  const [said, next] = after ? [words.doctor.nextFree, after] : [words.doctor.soonestFree, soonest];
  return (
    <>
      <p>{said(<a href={daysFrom(next)}>{dayInWords(next)}</a>)}</p>
      <p>{words.doctor.call(<Phone number={clinic.phone} />)}</p>
    </>
  );
};

const NoTimesAtAll = ({ clinic, doctor }: Pick<WhatNextProps, 'clinic' | 'doctor'>) => (
  <>
    <p>{words.doctor.noneAtAll(<Phone number={clinic.phone} />)}</p>
    <p>
      <a href={directoryPath({ specialization: doctor.specialization })}>{words.taken.others(doctor.specialization)}</a>
    </p>
  </>
);
