import { isDate } from '../typed-date.ts';
import type { Cell } from './roster-cells.ts';

/** One range of a week; `weekday` is ISO, 1 = Monday; local times `HH:MM`, the end up to `24:00`. */
export type Hours = { weekday: number; starts: string; ends: string };

/** Whole days off, `YYYY-MM-DD`; both ends are days off. */
export type TimeOff = { firstDay: string; lastDay: string; reason: string };

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** `Mon-Fri 08:30-12:30; Mon,Wed 13:30-17:00`: any number of parts; a range of days may run over the weekend. */
export function readHours({ text, refuse }: Cell): Hours[] | undefined {
  if (text === '') return refuse('empty');
  const hours: Hours[] = [];
  for (const part of partsOf(text)) {
    const [, dayText, startText, endText] = /^(\D+?)\s+([\d:.]+)\s*-\s*([\d:.]+)$/.exec(part) ?? [];
    if (!dayText || !startText || !endText) {
      refuse('bad_hours', part);
      continue;
    }
    const days = readDays(dayText, (name) => refuse('unknown_weekday', name));
    const [starts, ends] = [startText, endText].map((time) => readTime(time) ?? refuse('bad_time', time));
    if (!starts || !ends) continue;
    if (starts >= ends) refuse('end_before_start', part);
    else hours.push(...days.map((weekday) => ({ weekday, starts, ends })));
  }
  const both = overlap(hours);
  if (both) refuse('overlapping_hours', rangeText(both[1]), rangeText(both[0]));
  return hours;
}

/** The first two ranges that share time on a day. */
export function overlap(hours: Hours[]): [Hours, Hours] | undefined {
  const inOrder = hours.toSorted((a, b) => a.weekday - b.weekday || a.starts.localeCompare(b.starts));
  for (const [index, next] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before?.weekday === next.weekday && before.ends > next.starts) return [before, next];
  }
}

/** `2026-12-24/2026-12-28 Christmas leave; 2027-01-11 Training day`: inclusive, the reason in free words. */
export function readTimeOff({ text, refuse }: Cell): TimeOff[] {
  return partsOf(text).flatMap((part) => {
    const [, first, last = first, reason = ''] = /^([\d-]+)(?:\s*\/\s*([\d-]+))?(?:\s+(.+))?$/s.exec(part) ?? [];
    // A second day in the words would be a day off that nobody keeps.
    if (!first || !last || /\d{4}-\d|^-/.test(reason)) {
      refuse('bad_time_off', part);
      return [];
    }
    const wrong = [...new Set([first, last])].filter((day) => !isDate(day));
    for (const day of wrong) refuse('bad_date', day);
    if (wrong.length > 0) return [];
    if (last < first) {
      refuse('last_day_before_first', part);
      return [];
    }
    return [{ firstDay: first, lastDay: last, reason: reason.normalize('NFC') }];
  });
}

/** Minutes since midnight of `HH:MM`. */
export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function partsOf(text: string): string[] {
  const parts = text.replaceAll(/[–—]/g, '-').split(/[;\n]/);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** ISO weekdays of `Mon`, `Mon-Fri`, `Sat-Mon` or `Mon,Wed`, in English, in full or by three letters and more. */
function readDays(text: string, unknown: (name: string) => void): number[] {
  const days = text.split(',').flatMap((range) => {
    const ends = range.split('-').map((name) => {
      const typed = name.trim().toLowerCase();
      const index = typed.length < 3 ? -1 : weekdays.findIndex((weekday) => weekday.startsWith(typed));
      if (index < 0) unknown(name.trim());
      return index;
    });
    const [first = -1, last = first] = ends;
    if (ends.length > 2) unknown(range.trim());
    if (ends.length > 2 || first < 0 || last < 0) return [];
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, step) => ((first + step) % 7) + 1);
  });
  return days;
}

/** `8:30` as `08:30`; undefined for what no clock shows. `24:00` is the end of the day. */
function readTime(text: string): string | undefined {
  const [, hour, minute] = /^(\d{1,2})[:.](\d{2})$/.exec(text) ?? [];
  const time = `${hour?.padStart(2, '0')}:${minute}`;
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(time) || time === '24:00' ? time : undefined;
}

const names = weekdays.map((weekday) => weekday[0]?.toUpperCase() + weekday.slice(1, 3));
const rangeText = ({ weekday, starts, ends }: Hours) => `${names[weekday - 1]} ${starts}-${ends}`;
