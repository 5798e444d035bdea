import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { faultsOf, patientRules } from '../../src/booking/patient-rules.ts';

const rules = z.object(patientRules);
const ada = { name: 'Ada Byron', email: 'ada@example.org' };

/** The fault of one field, everything else being right; null where there is none. */
function fault(field: string, typed: unknown) {
  const read = rules.safeParse({ ...ada, [field]: typed });
  return read.success ? null : (faultsOf(read.error)[field] ?? 'another field');
}

test('name and e-mail are needed; blank, empty, null and left out all mean not given', () => {
  const given = ['name', 'email'].flatMap((field) => [undefined, null, '', ' \t'].map((typed) => fault(field, typed)));
  expect(new Set(given)).toEqual(new Set(['required']));
  const read = rules.parse({ ...ada, phone: null, dateOfBirth: '', gender: ' ', address: undefined });
  expect(Object.entries(read).filter(([, value]) => value !== undefined)).toEqual(Object.entries(ada));
});

test('every field at fault is named, each with its first fault', () => {
  const wrong = {
    name: '\u200b',
    email: 'ada',
    phone: 'ring me',
    dateOfBirth: '2025-02-30',
    gender: 5,
    address: 'x'.repeat(301),
  };
  expect(faultsOf(rules.safeParse(wrong).error!)).toEqual({
    name: 'required',
    email: 'not_an_email',
    phone: 'not_a_phone',
    dateOfBirth: 'not_a_date',
    gender: 'not_text',
    address: 'too_long',
  });
});

test.each([
  ['name', 120],
  ['gender', 60],
  ['address', 300],
  ['medicalHistory', 4000],
  ['reason', 1000],
])('%s takes %i characters and not one more', (field, most) => {
  expect(fault(field, `  ${'x'.repeat(most)}  `)).toBeNull();
  expect(fault(field, 'x'.repeat(most + 1))).toBe('too_long');
});

test.each(['ada@example.org', "o'brien+clinic@mail.example.co.uk", 'ada@exämple.de', 'ada@xn--exmple-cua.xn--p1ai'])(
  '%s is an e-mail address',
  (typed) => expect(fault('email', typed)).toBeNull(),
);

test.each([
  'ada',
  'ada@',
  '@example.org',
  'ada@localhost',
  'a..b@example.org',
  '.ada@example.org',
  'ada@.com',
  'ada@example..org',
  'a b@example.org',
  'ada@b@example.org',
  'ada@example.org, ben@example.org',
  'Ada <ada@example.org> <ben@example.org>',
  '<ada@example.org',
  'ada@-x.org',
  'ada@1.2.3.4',
  `${'x'.repeat(65)}@example.org`,
])('%s is not an e-mail address', (typed) => expect(fault('email', typed)).toBe('not_an_email'));

test.each([
  ['o’brien@example.ie', "o'brien@example.ie"],
  ['\u200bada@example.org\ufeff', 'ada@example.org'],
  ['mailto:a@b.co', 'a@b.co'],
  ['Mailto: a@b.co', 'a@b.co'],
  ['Ada <ada@example.org>', 'ada@example.org'],
  ['"Byron, Ada" < mailto:ada@example.org >.', 'ada@example.org'],
  ['ada@example.org.', 'ada@example.org'],
  ['müller@example.de', 'müller@example.de'],
  ['mu\u0308ller@example.de', 'müller@example.de'],
  ['ada@例え。jp', 'ada@例え.jp'],
  ['ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ', 'ada@example.org'],
  ['संपर्क@उदाहरण.भारत', 'संपर्क@उदाहरण.भारत'],
])('the e-mail address %s is kept as %s', (typed, kept) =>
  expect(rules.parse({ ...ada, email: typed }).email).toBe(kept),
);

test('an address of no address is none', () => {
  expect(['mailto:', 'Ada <>', ' . '].map((typed) => fault('email', typed))).toEqual(Array(3).fill('required'));
});

test.each([
  ['+44 (0)20-7946.0150', '+44 (0)20-7946.0150'],
  ['12345', '12345'],
  ['030/1234567', '030/1234567'],
  ['020 7946 0150 x12', '020 7946 0150 x12'],
  ['020 7946 0150,\u00a0ext. 3', '020 7946 0150, ext. 3'],
  ['07700 900123 (mum)', '07700 900123 (mum)'],
  ['07700 900123 / 020 7946 0150', '07700 900123 / 020 7946 0150'],
  ['+49\u201130\u20111234567', '+49-30-1234567'],
  ['+44–20–7946 0150', '+44-20-7946 0150'],
  ['\u200e+972 2 123 4567', '+972 2 123 4567'],
  ['０３－１２３４－５６７８', '03-1234-5678'],
  ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
  ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
  ['\u{116d0}\u{116d9}\u{116da}\u{116e3}1', '09091'],
])('the phone number %s is kept as %s', (typed, kept) =>
  expect(rules.parse({ ...ada, phone: typed }).phone).toBe(kept),
);

test.each(['1234', '+++++', 'ring me', 'ext. 3', '١٢٣٤'])('%s is no phone number', (typed) =>
  expect(fault('phone', typed)).toBe('not_a_phone'),
);

test('a date of birth is a real day from 1900 to today', () => {
  const today = Temporal.Now.plainDateISO('Pacific/Kiritimati');
  expect(['1900-01-01', '2024-02-29', today.toString()].map((typed) => fault('dateOfBirth', typed))).toEqual([
    null,
    null,
    null,
  ]);
  expect(fault('dateOfBirth', today.add({ days: 1 }).toString())).toBe('in_future');
  expect(['1899-12-31', '0000-01-01'].map((typed) => fault('dateOfBirth', typed))).toEqual([
    'too_long_ago',
    'too_long_ago',
  ]);
  expect(
    ['2023-02-29', '87-06-05', '1987-6-5', '5/6/1987', '1987-06-05T00:00'].map((typed) => fault('dateOfBirth', typed)),
  ).toEqual(Array(5).fill('not_a_date'));
});

test('what is kept can be stored, and one line stays one line', () => {
  const read = rules.parse({ ...ada, name: ' Ada\r\nByron\0\u202e ', medicalHistory: ' a\r\nb\u0007\ud800 ' });
  expect(read).toMatchObject({ name: 'Ada Byron', medicalHistory: 'a\nb\ufffd' });
});

test.each([
  ['\u200eAda\u200b By\u00adron\ufeff', 'Ada Byron'],
  ['\u2067Ada\u2069 \u{e0041}Byron', 'Ada Byron'],
  [' \u200b Ada \u2060 Byron\u200d', 'Ada Byron'],
])('a name typed or pasted as %j is %j', (typed, kept) => expect(rules.parse({ ...ada, name: typed }).name).toBe(kept));

test.each(['علی\u200cرضا', 'ক্\u200dয', 'র\u200d্যা', 'അവന്\u200d'])('the joiner that %j is spelled with is kept', (name) =>
  expect(rules.parse({ ...ada, name }).name).toBe(name),
);

test.each(['\u200b\u200d', '\u3164', '\u2800', '\u00ad \u061c'])(
  'a name of nothing that shows, %j, is no name',
  (typed) => expect(fault('name', typed)).toBe('required'),
);

test.each([
  'Ada https://evil.example',
  'see HTTP://evil.example now',
  'www.evil.example',
  'Ada (WWW.evil.example)',
  'Ada ｗｗｗ．evil．example',
])('%s has a web address in it, and is no name', (typed) => expect(fault('name', typed)).toBe('web_address'));

test.each(['Ada B. Byron', 'Awww Ada', 'J.R.R. Tolkien', 'Ada: Byron / Lovelace'])('%s is a name', (typed) =>
  expect(fault('name', typed)).toBeNull(),
);

/** What the fields are made of, so that some of it passes. */
const pieces = [
  ...[
    'ada',
    '@',
    'example.org',
    '.',
    '。',
    '’',
    '<',
    '>',
    'mailto:',
    'ü',
    '\u0308',
    '\u0338',
    '\u200d',
    '\u00ad',
    'न',
    '्',
  ],
  ...['12345', '１', '٣', '\u2011', '–', '+', '(', ' ', '\u00a0', '1985-03-27'],
];

test('no input makes a rule throw, and what passes once passes again unchanged', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme' }),
    fc.jsonValue(),
    fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join('')),
  );
  const field = fc.constantFrom(...Object.keys(patientRules));
  fc.assert(
    fc.property(field, anything, (name, typed) => {
      const read = rules.safeParse({ ...ada, [name]: typed });
      if (read.success) expect(rules.parse(read.data)).toEqual(read.data);
    }),
    { numRuns: 2000 },
  );
});
