import type { Clinic } from '../../src/config.ts';
import { NextDay } from '../doctors/what-next.tsx';
import { changeWords } from '../messages/changes.ts';
import { HoldButton } from '../ui/hold-form.tsx';
import { Phone } from '../ui/phone.tsx';

export type MoveNextProps = {
  clinic: Clinic;
  days: { free: unknown[]; nextFreeDate: string | null };
  /** The doctor's first day with a free time, `YYYY-MM-DD`; null where none has. */
  soonest: string | null;
  /** The address of the days from one on. */
  daysFrom: (date: string) => string;
};

/** Below the days that an appointment could move to: as WhatNext is on the doctor's page. */
export const MoveNext = ({ clinic, days, soonest, daysFrom }: MoveNextProps) => {
  if (days.free.length > 0) return <HoldButton />;
  if (!soonest) return <p>{changeWords.move.none(<Phone number={clinic.phone} />)}</p>;
  return <NextDay clinic={clinic} after={days.nextFreeDate} {...{ soonest, daysFrom }} />;
};
