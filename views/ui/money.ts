import { words } from '../messages/words.ts';

/** 4500 GBP as "£45"; what is not whole shows its minor units. Zero is said in words. */
export function moneyInWords(minorUnits: number, currency: string): string {
  if (minorUnits === 0) return words.doctor.free;
  const format = new Intl.NumberFormat(words.language, {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  });
  return format.format(minorUnits / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
