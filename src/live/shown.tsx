import { createHash } from 'node:crypto';
import { MoveNext } from '../../views/booking/move-next.tsx';
import { WhatNext } from '../../views/doctors/what-next.tsx';
import { otherDaysHere } from '../../views/ui/paths.ts';
import { DayTimes, idOfDay } from '../../views/ui/time-choice.tsx';
import type { Deps } from '../deps.ts';
import { type FreeDay, type FreeTime, freeDays } from '../doctors/days.ts';
import { findDoctor, nextFree } from '../doctors/directory.ts';
import type { Window } from '../doctors/window.ts';
import { UNCHECKED } from './kept.ts';
import type { Shown } from './streams.ts';

/**
 * Days as everybody sees them. `made`: the times of each as HTML, the same in the page and in what it is told later; `seen`
 * says in short which they are; `until`: when the first of them changes by itself, `fresh`: when it is looked at again
 * whatever is heard, both in milliseconds of performance.now().
 */
export type ShownDays = {
  dates: string[];
  free: FreeTime[];
  made: Record<string, string>;
  seen: string;
  until: number;
  fresh: number;
};

/** A day is read and made once for everybody who asks, until it changes; days that are missing are read together. */
export async function shownDays(
  { db, live, config }: Pick<Deps, 'db' | 'live' | 'config'>,
  doctorId: number,
  dates: string[],
): Promise<ShownDays> {
  let reading: Promise<Map<string, FreeDay>> | undefined;
  const began = performance.now();
  const read = async (date: string) => {
    reading ??= freeDays(db, doctorId, dates);
    const day = (await reading).get(date)!;
    const { timeZone } = config.clinic;
    return {
      ...day,
      fresh: began + UNCHECKED,
      html: String((await DayTimes({ date, times: day.free, timeZone })) ?? ''),
    };
  };
  const days = await Promise.all(
    dates.map((date) =>
      live.kept.get(
        `day ${doctorId} ${date}`,
        `${doctorId} ${date}`,
        () => read(date),
        ({ until }) => until,
      ),
    ),
  );
  const made = Object.fromEntries(days.map(({ date, html }) => [date, html]));
  return {
    dates,
    free: days.flatMap(({ free }) => free),
    made,
    seen: inShort(Object.values(made).join()),
    until: Math.min(...days.map(({ until }) => until)),
    fresh: Math.min(...days.map(({ fresh }) => fresh)),
  };
}

/** What a page with these days shows, part by part, as it is now; `move`: a page on which an appointment could move there. */
export async function shownWindow(
  deps: Deps,
  slug: string,
  doctorId: number,
  window: Pick<Window, 'first' | 'dates'>,
  move = false,
): Promise<Shown> {
  const { dates, first } = window;
  const days = await shownDays(deps, doctorId, dates);
  const parts = Object.fromEntries(dates.map((date) => [idOfDay(date), days.made[date]!]));
  const next = await deps.live.kept.get(
    `next ${doctorId} ${first} ${days.free.length > 0} ${move}`,
    `${doctorId}`,
    async () => {
      const [doctor, free] = await Promise.all([
        findDoctor(deps.db, slug),
        nextFree(deps.db, doctorId, first.add({ days: dates.length }).toString()),
      ]);
      if (!doctor) return '';
      const { clinic } = deps.config;
      const shown = { free: days.free, nextFreeDate: free?.date ?? null };
      if (!move) return String(await WhatNext({ clinic, doctor, days: shown }));
      const soonest = doctor.nextFree?.date ?? null;
      return String(await MoveNext({ clinic, days: shown, soonest, daysFrom: otherDaysHere }));
    },
  );
  return {
    parts: { ...parts, next },
    seen: `${days.seen}${days.free.length > 0 ? '' : inShort(next)}`,
    until: days.until,
  };
}

const inShort = (html: string) => createHash('sha256').update(html).digest('base64url').slice(0, 12);
