import { CsvError, parse } from 'csv-parse/sync';

/** One row of a table: the cells as text, trimmed, and the line of the file on which the row begins (1 is the first). */
export type Row = { line: number; cells: string[] };

export type Table =
  | { ok: true; delimiter: string; rows: Row[] }
  /** `broken_quotes`: a quotation mark opens and never closes, or stands inside a cell. */
  | { ok: false; line: number; reason: 'broken_quotes' | 'broken_table' };

/**
 * Reads a table as spreadsheets write it: UTF-8 with or without a BOM, UTF-16 with one, else Windows-1252; comma, semicolon
 * or tab, which a first line `sep=;` may name; any line ends. Empty lines are left out.
 */
export function readTable(bytes: Uint8Array): Table {
  const whole = decode(bytes).replaceAll(/\r\n?/g, '\n');
  const [named, separator] = /^"?sep=([,;\t])"?(?=\n|$)/i.exec(whole) ?? [''];
  const text = whole.slice(named.length);
  const delimiter = separator ?? delimiterOf(text);
  try {
    const records: unknown = parse(text, {
      delimiter,
      record_delimiter: '\n',
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      info: true,
      raw: true,
    });
    return { ok: true, delimiter, rows: (records as CsvRecord[]).map(asRow) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const reason = /QUOTE/.test(error.code) ? 'broken_quotes' : 'broken_table';
    return { ok: false, line: Number(error.lines ?? 1), reason };
  }
}

type CsvRecord = { record: string[]; raw: string; info: { lines: number } };

/** `info.lines` is the line on which the record ends. The parser trims around quotation marks, not within them. */
function asRow({ record, raw, info }: CsvRecord): Row {
  return { line: info.lines - (raw.trim().match(/\n/g)?.length ?? 0), cells: record.map((cell) => cell.trim()) };
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Some letters are UTF-8, and a stray byte is not: the cell it stands in has a letter that cannot be read.
    const mixed = new TextDecoder('utf-8').decode(bytes);
    return /[^\p{ASCII}\ufffd]/u.test(mixed) ? mixed : new TextDecoder('windows-1252').decode(bytes);
  }
}

/** The one that the first line has most of. */
function delimiterOf(text: string): string {
  const first = text.trimStart().split('\n', 1)[0] ?? '';
  const count = (delimiter: string) => first.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}
