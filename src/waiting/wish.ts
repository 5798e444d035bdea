import { PARTS, type PartOfDay, type Wish } from './waiting.ts';

/** What a form says of the wish, as its boxes are named: `day-1` to `day-7`, `part-morning` …, and whom it is for. */
export type Typed = Record<string, string | undefined>;

export type WishFaults = { day?: 'required'; part?: 'required' };

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** Whether a form with this wish was sent at all: before, everything is chosen. */
export const isChosen = (typed: Typed): boolean =>
  Object.keys(typed).some((field) => /^(day|part)-|^scope$/.test(field));

/** The wish, as far as it was made. */
export function wishOf(typed: Typed): Wish {
  return {
    days: WEEKDAYS.filter((day) => typed[`day-${day}`] !== undefined),
    parts: PARTS.filter((part) => typed[`part-${part}`] !== undefined),
  };
}

/** Any day, at any time. */
export const anyWish: Wish = { days: [...WEEKDAYS], parts: [...PARTS] };

export function faultsOfWish({ days, parts }: Wish): WishFaults {
  return { ...(days.length === 0 && { day: 'required' }), ...(parts.length === 0 && { part: 'required' }) };
}

/** The wish as the fields of a form, to be carried on. */
export function fieldsOf({ days, parts }: Wish): [string, string][] {
  const of = (name: string, all: (number | PartOfDay)[]) =>
    all.map((value): [string, string] => [`${name}-${value}`, 'yes']);
  return [...of('day', days), ...of('part', parts)];
}
