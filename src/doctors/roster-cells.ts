/** One reader a kind of cell: gives the value, or refuses with a reason and gives undefined. */
import { z } from 'zod';
import type { RosterDoctor, RosterReason } from './roster.ts';
import { minutesOf, readHours, readTimeOff } from './roster-hours.ts';

export type Cell = { text: string; refuse(reason: RosterReason, value?: string, other?: string): undefined };

const emailAddress = z.email();
const currencies = new Set(Intl.supportedValuesOf('currency'));
const MOST_MINOR_UNITS = 2_147_483_647;

export const cells = {
  name(cell: Cell) {
    // Windows-1252 has no ł or ő: where a spreadsheet wrote it, a question mark took the letter's place.
    if (/[?\uFFFD]/.test(cell.text)) return cell.refuse('lost_letters', cell.text);
    return cells.words(cell, 200);
  },

  words(cell: Cell, most: number) {
    if (cell.text === '') return cell.refuse('empty');
    // A terminal would take them for commands, and a list for two lines.
    if (/(?!\0)\p{Cc}/u.test(cell.text)) return cell.refuse('not_one_line', cell.text.replaceAll(/\p{Cc}+/gu, ' '));
    return cells.optionalWords(cell, most);
  },

  optionalWords({ text, refuse }: Cell, most: number) {
    if (text.length > most) return refuse('too_long', `${text.length}`, `${most}`);
    if (text.includes('\uFFFD') || text.includes('\0')) return refuse('lost_letters', text.slice(0, 40));
    return text.normalize('NFC');
  },

  email({ text, refuse }: Cell) {
    if (text === '') return refuse('empty');
    if (text.length > 254 || !emailAddress.safeParse(text).success) return refuse('bad_email', text);
    return text;
  },

  whole({ text, refuse }: Cell, least: number, most: number) {
    if (text === '') return refuse('empty');
    if (!/^[+-]?\d+$/.test(text)) return refuse('not_a_whole_number', text);
    const number = Number(text);
    if (number < least || number > most) return refuse('out_of_range', text, `${least} to ${most}`);
    return number;
  },

  currency({ text, refuse }: Cell) {
    if (text === '') return refuse('empty');
    const code = text.toUpperCase();
    return currencies.has(code) ? code : refuse('unknown_currency', text);
  },

  /** `45.00` in minor units of the currency; `45,00` where the file's cells are not divided by commas. */
  fee({ text, refuse }: Cell, currency: string | undefined, decimalComma: boolean) {
    if (text === '') return refuse('empty');
    const plain = decimalComma ? text.replace(',', '.') : text;
    const [, sign, units, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(plain) ?? [];
    if (units === undefined) return refuse('bad_fee', text);
    if (sign) return refuse('negative_fee', text);
    if (!currency) return;
    const decimals = decimalsOf(currency);
    const exact = fraction.replace(/0+$/, '');
    if (exact.length > decimals) return refuse('fee_too_exact', text, `${decimals}`);
    const minor = Number(units + exact.padEnd(decimals, '0'));
    return minor <= MOST_MINOR_UNITS ? minor : refuse('bad_fee', text);
  },

  hours: readHours,
  timeOff: readTimeOff,
};

/** A slot that fits into no range of the week would make a doctor without times. */
export function hoursFit({ slotDuration, workingHours }: RosterDoctor, { refuse }: Cell): void {
  const longest = Math.max(...workingHours.map(({ starts, ends }) => minutesOf(ends) - minutesOf(starts)));
  if (slotDuration > longest) refuse('slot_longer_than_hours', `${slotDuration}`, `${longest}`);
}

/** How many decimals an amount of this currency has: 2 for GBP, 0 for JPY. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
