/** What a screen reader user hears: what is said by itself, where the focus goes, and the pages read from top to bottom. */
import { writeFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { releaseHold } from '../../src/booking/release.ts';
import { change, deafen, runOut } from '../support/behind-the-pages.ts';
import { heard, listen, readThrough } from '../support/heard.ts';
import { expectLive } from '../support/live-page.ts';
import {
  button,
  holdTime,
  press,
  radios,
  startBooking,
  stranger,
  take,
  takenMeanwhile,
  typeDetails,
} from '../support/patient.ts';

/** No other test takes the last of this doctor's times. */
const DOCTOR = 'dr-wei-ling-tan';
// Tests of one doctor's times, one after another.
test.describe.configure({ mode: 'default' });

const status = (page: Page) => page.getByRole('status');
const link = (page: Page, name: string) => page.getByRole('link', { name });

// The page's clock stands still until a test runs it: what is said depends on no machine's speed.
test.beforeEach(async ({ page }) => {
  await page.clock.install({ time: 0 });
  await page.clock.pauseAt(1000);
  await listen(page);
});

test.describe('the countdown', () => {
  const extend = 'Extend for 5 more minutes';

  test('speaks at two minutes, at one and at thirty seconds: of no tick, and not at the end', async ({ page }) => {
    await startBooking(page, DOCTOR);
    const until = await page.locator('time').innerText();
    // For when the page asks at the end.
    await runOut(page);
    const said = [['as it opens', ...(await heard(page))]];
    for (let left = (await secondsLeft(page)) - 1; left >= 0; left--) {
      await page.clock.runFor(1000);
      const phrases = await heard(page);
      if (phrases.length > 0) said.push([`${left} seconds left`, ...phrases]);
    }
    await expect(page.locator('#countdown')).not.toHaveAttribute('data-left');
    await page.clock.runFor('00:30');
    said.push(['when it is over', ...(await heard(page))]);

    const [two, one, half] = warnings(until);
    expect(said).toEqual([
      ['as it opens', 'document'],
      ['120 seconds left', two],
      ['60 seconds left', one],
      ['30 seconds left', half],
      ['when it is over'],
    ]);
  });

  test('extended, says until when and leaves the focus on the button; it warns of the new end', async ({ page }) => {
    await startBooking(page, DOCTOR);
    await page.clock.runFor(((await secondsLeft(page)) - 20) * 1000);
    await button(page, extend).focus();
    expect((await heard(page)).at(-1)).toBe(`button, ${extend}, extend`);
    await page.keyboard.press('Enter');
    await expect(status(page)).toHaveText(/^Done/);
    await page.clock.runFor('00:05');
    const until = await page.locator('time').innerText();
    expect(await heard(page)).toEqual([`polite: Done: the time is held for you until ${until}.`]);
    await expect(button(page, extend)).toBeFocused();

    await page.clock.runFor(((await secondsLeft(page)) - 6) * 1000);
    await expect(page.getByRole('timer')).toHaveText('0:01');
    expect(await heard(page)).toEqual(warnings(until));
    await expect(button(page, extend)).toBeFocused();
  });

  test('when the computer slept, says only how long is left now', async ({ page }) => {
    await startBooking(page, DOCTOR);
    const [, one, half] = warnings(await page.locator('time').innerText());
    await heard(page);
    await page.clock.fastForward(((await secondsLeft(page)) - 50) * 1000);
    expect(await heard(page)).toEqual([one]);
    await page.clock.fastForward('00:30');
    expect(await heard(page)).toEqual([half]);
    // Who reads on there does not hear of a minute again.
    await expect(status(page)).toBeEmpty();
  });

  test('over, says what one must know: that somebody else has the time', async ({ page }) => {
    await page.goto(`/doctors/${DOCTOR}`);
    const slotId = Number(await radios(page).last().getAttribute('value'));
    await holdTime(page);
    await runOut(page);
    await take(page, slotId);
    await page.clock.fastForward(((await secondsLeft(page)) + 1) * 1000);
    await expect(status(page)).toHaveText(/^Somebody else/);
    await page.clock.runFor('00:01');
    expect(await heard(page)).toEqual([
      'document',
      'polite: Somebody else has it now. Choose another time: what you typed comes along.',
    ]);
  });

  /** Two minutes, one, and thirty seconds before the end. */
  const warnings = (until: string) =>
    [
      ['polite', 'About 2 minutes'],
      ['polite', 'About 1 minute'],
      ['assertive', 'About 30 seconds'],
    ].map(([manner, left]) => `${manner}: ${left} left. Held until ${until}. Select ${extend}`);

  /** As the page was told when it opened, or when the hold was extended. */
  const secondsLeft = async (page: Page) => Number(await page.locator('#countdown').getAttribute('data-left'));
});

test('a search is answered with how many doctors were found, once it rests, and with nothing of the list', async ({
  page,
}) => {
  await open(page, '/doctors');
  const search = page.getByLabel('Doctor, speciality or what it is about');
  await search.focus();
  await heard(page);
  await search.pressSequentially('okafr');
  await page.clock.runFor('00:01');
  await expectAnswer('1 doctor found for “okafr”.');
  await expect(search).toBeFocused();
  await page.getByLabel('Speciality', { exact: true }).selectOption('Dentistry');
  await page.clock.runFor('00:01');
  await expectAnswer('No doctors found for “okafr” in Dentistry.');

  async function expectAnswer(answer: string) {
    await expect(status(page)).toHaveText(answer);
    await page.clock.runFor('00:01');
    expect(await heard(page)).toEqual([`polite: ${answer}`]);
  }
});

test('other days are answered with which they are, and with none of their times', async ({ page }) => {
  await open(page, `/doctors/${DOCTOR}`);
  const [first, later] = [await status(page).innerText(), link(page, 'Later days')];
  await later.focus();
  await heard(page);
  await page.keyboard.press('Enter');
  await expect(status(page)).not.toHaveText(first);
  await page.clock.runFor('00:01');
  const second = await status(page).innerText();
  expect(second).toMatch(/^Free times from \w+day \d.+ to \w+day \d.+\.$/);
  expect(await heard(page)).toEqual([`polite: ${second}`]);
  await expect(later).toBeFocused();

  // The link below the last day: what is new begins above it.
  await link(page, 'Times after').focus();
  await heard(page);
  await page.keyboard.press('Enter');
  await expect(status(page)).not.toHaveText(second);
  await page.clock.runFor('00:01');
  expect(await heard(page)).toEqual(['heading, Choose a time, level 2', `polite: ${await status(page).innerText()}`]);
});

test('while times come and go, only the loss of the one that one has chosen is said, once', async ({ page }) => {
  await open(page, `/doctors/${DOCTOR}`);
  await expectLive(page);
  // After those that keyboard.spec.ts comes by, and after today's, which begin and go.
  const [own, other] = [radios(page).nth(12), radios(page).nth(14)];
  const words = await own.locator('..').locator('label').innerText();
  const day = await own.locator('xpath=ancestor::fieldset').locator('legend').innerText();
  await own.focus();
  await page.keyboard.press('Space');
  await expect(own).toBeChecked();
  await heard(page);

  await goes(other);
  expect(await heard(page)).toEqual([]);
  await comesBack(other);
  expect(await heard(page)).toEqual([]);
  await goes(own);
  await page.clock.runFor('00:01');
  expect(await heard(page)).toEqual([`polite: ${day}, ${words} is not free any more. Choose another time.`]);
  await expect(own).toBeFocused();
  await comesBack(own);
  expect(await heard(page)).toEqual([]);
  // Lost again, it is said again.
  await goes(own);
  await page.clock.runFor('00:01');
  expect(await heard(page)).toHaveLength(1);
  await comesBack(own);
  await page.clock.runFor('00:30');
  expect(await heard(page)).toEqual([]);

  async function goes(time: Locator) {
    await takenMeanwhile(page, time);
    await expect(time.locator('..')).toContainText('just taken');
  }
  async function comesBack(time: Locator) {
    const slotId = await time.getAttribute('value');
    await change(async (db) => {
      const [row] = await db.sql<{ held_by: string }[]>`SELECT held_by FROM time_slots WHERE id = ${slotId}`;
      await releaseHold(db, row!.held_by);
    });
    await expect(time.locator('..')).toContainText('free again');
  }
});

test('what pauses live updates is heard as what it does, and does it in silence', async ({ page }) => {
  await open(page, `/doctors/${DOCTOR}`);
  await expectLive(page);
  await button(page, 'Pause live updates').focus();
  expect((await heard(page)).at(-1)).toBe('button, Pause live updates');
  await page.keyboard.press('Enter');
  await expect(button(page, 'Resume live updates')).toBeFocused();
  await page.clock.runFor('00:01');
  expect(await heard(page)).toEqual([]);
});

// A part that brought its own would be heard only where htmx keeps the old one: a new one is silent.
test('what speaks stands beside what changes, never in it', async ({ page }) => {
  const speaks = '[role=status], [role=alert], [role=log], [aria-live]';
  await open(page, '/doctors');
  await expectBeside('#results');
  await open(page, `/doctors/${DOCTOR}`);
  await expectBeside('#days');
  await startBooking(page, DOCTOR);
  await expectBeside('#countdown');

  async function expectBeside(part: string) {
    await expect(page.locator(speaks)).toHaveCount(2);
    await expect(page.locator(part)).toHaveCount(1);
    await expect(page.locator(part).locator(speaks)).toHaveCount(0);
  }
});

test('what is wrong is heard first, and again with each field it is about', async ({ page }) => {
  await startBooking(page, DOCTOR);
  await typeWrongly(page);
  await press(page, 'Book this appointment');
  await expect(page).toHaveTitle(/^Error: Your details/);
  await expect(page.getByRole('alert', { name: 'There is a problem' })).toBeFocused();
  expect(await heard(page)).toEqual(['document', 'alert, There is a problem']);
  const fields: [link: string, id: string, field: string][] = [
    [noName, 'name', `textbox, Full name, ${noName}, invalid`],
    [noEmail, 'email', `textbox, E-mail address, ada@, ${emailHint} ${noEmail}, invalid`],
    [noDate, 'dateOfBirth', 'textbox, Day, 31, invalid'],
  ];
  for (const [sentence, id, field] of fields) {
    await link(page, sentence).click();
    await expect(page.locator(`#${id}`)).toBeFocused();
    expect(await heard(page)).toEqual([`link, ${sentence}`, field]);
  }
});

test('the journey, each page read from top to bottom', async ({ page }) => {
  const top = [
    'link, Skip to the content',
    'banner',
    'link, Riverside Practice',
    'navigation, Main menu',
    'link, Find a doctor',
    'end of banner',
    'main',
  ];
  const search = /^searchbox, Doctor, speciality or what it is about/;
  const moment = /^\w+day \d+ \w+.*, (\d+(:\d\d)?[ap]m|midday)$/;

  await open(page, '/');
  expectInOrder(await read(page, 'home'), [
    ...top,
    'heading, Book an appointment, level 1',
    'search',
    search,
    'button, Search',
    'heading, Choose a speciality, level 2',
    'listitem, level 1, position 1, set size 8',
    'heading, Cardiology, level 3',
    'link, Cardiology',
    '2 doctors',
    'Soonest:',
    /^link, \w+day \d.+ with .+$/,
    'heading, How it works, level 2',
    'end of main',
    'contentinfo',
  ]);

  await open(page, '/doctors');
  expectInOrder(await read(page, 'directory'), [
    ...top,
    'heading, Find a doctor, level 1',
    'search',
    search,
    /^combobox, Speciality/,
    'button, Show doctors',
    'status',
    '12 doctors found.',
    'listitem, level 1, position 1, set size 12',
    'heading, Dr Wei-Ling Tan, level 2',
    'link, Dr Wei-Ling Tan',
    'Cardiology, £120',
    'Next free time:',
    /^link, \w+day \d.+ Dr Wei-Ling Tan$/,
    'end of main',
  ]);

  await deafen(page);
  await open(page, `/doctors/${DOCTOR}`);
  const doctor = await read(page, 'doctor');
  const day = await page.locator('legend').first().innerText();
  expectInOrder(doctor, [
    ...top,
    'heading, Dr Wei-Ling Tan, level 1',
    'Cardiology',
    'Qualifications',
    'MBBS MRCP PhD',
    'region, Choose a time',
    'heading, Choose a time, level 2',
    'We hold it for 5 minutes while you fill in your details. All times are UK time.',
    'status',
    /^Free times from /,
    'navigation, Other days',
    'link, Later days',
    `group, ${day}`,
    /^radio, .+, position 1, /,
    `end of group, ${day}`,
    /^group, \w+day \d/,
    'button, Hold this time',
    'end of region, Choose a time',
    'end of main',
  ]);
  expect(day).toMatch(/^\w+day \d+ \w+/);
  const times = await page.locator('.time label').allInnerTexts();
  expect(doctor.filter((phrase) => phrase.startsWith('radio'))).toEqual(
    times.map((time, nth) => `radio, ${time}, not checked, position ${nth + 1}, set size ${times.length}`),
  );

  await holdTime(page);
  const hold = [
    'region, Your appointment',
    'When',
    moment,
    'With',
    'Dr Wei-Ling Tan, Cardiology',
    'region, How long the time is held',
    'We hold this time for you until',
    await page.locator('time').innerText(),
    'timer',
    'status',
    'alert',
    'heading, Who is the appointment for?, level 2',
  ];
  const buttons = [/^button, Book this appointment/, /^button, Extend for 5 more minutes/, 'end of main'];
  expectInOrder(await read(page, 'details'), [
    ...top,
    'heading, Your details, level 1',
    ...hold,
    'textbox, Full name',
    `textbox, E-mail address, ${emailHint}`,
    /^textbox, Phone number ?\(optional\)$/,
    /^group, Date of birth ?\(optional\), For example, 27 3 1985$/,
    'textbox, Day',
    'textbox, Month',
    'textbox, Year',
    ...buttons,
  ]);

  await typeWrongly(page);
  await press(page, 'Book this appointment');
  expectInOrder(await read(page, 'error'), [
    /^Error: Your details/,
    'alert, There is a problem',
    'heading, There is a problem, level 2',
    'listitem, level 1, position 1, set size 3',
    `link, ${noName}`,
    `link, ${noEmail}`,
    `link, ${noDate}`,
    'end of alert, There is a problem',
    'heading, Your details, level 1',
    ...hold,
    `textbox, Full name, ${noName}, invalid`,
    `textbox, E-mail address, ada@, ${emailHint} ${noEmail}, invalid`,
    new RegExp(`^group, Date of birth ?\\(optional\\), For example, 27 3 1985 ${noDate}$`),
    'textbox, Day, 31, invalid',
    'textbox, Month, 2, invalid',
    'textbox, Year, 1985, invalid',
    ...buttons,
  ]);

  const ada = stranger('Ada');
  await typeDetails(page, ada);
  await page.getByLabel('Day').fill('28');
  await press(page, 'Book this appointment');
  expectInOrder(await read(page, 'confirmation'), [
    ...top,
    'heading, Your appointment is booked, level 1',
    'Your reference:',
    /^[2-9A-Z]{4}-[2-9A-Z]{4}$/,
    /^Read aloud: (([A-Z]|two|three|four|five|six|seven|eight|nine)(, |$)){8}$/,
    'When',
    moment,
    'With',
    'Dr Wei-Ling Tan, Cardiology',
    'Patient',
    ada.name,
    'heading, What happens next, level 2',
    'link, Add to your calendar (.ics file)',
    'heading, If you need to change it, level 2',
    'link, Move to another time',
    'link, Cancel this appointment',
    'link, Book another appointment',
    'end of main',
  ]);
});

async function open(page: Page, address: string) {
  await page.goto(address);
  // htmx sets itself up in a timer.
  await page.clock.runFor(1);
}

const [noName, noEmail, noDate] = [
  'Enter the patient’s full name',
  'Enter an e-mail address like name@example.com',
  'Enter a real date of birth, like 27 3 1985',
] as const;

const emailHint = 'So that we can reach you. If you have none, call us on 020 7946 0150.';

/** No name, half an e-mail address, and a day that is none. */
async function typeWrongly(page: Page) {
  await page.getByLabel('E-mail address').fill('ada@');
  await page.getByLabel('Day').fill('31');
  await page.getByLabel('Month').fill('2');
  await page.getByLabel('Year').fill('1985');
}

/** The title and all that is read; test-results/ keeps it, for people to read. No picture says a word. */
async function read(page: Page, name: string): Promise<string[]> {
  const said = [await page.title(), ...(await heard(page)), ...(await readThrough(page))];
  await writeFile(test.info().outputPath(`${name}.txt`), `${said.join('\n')}\n`);
  expect(said.filter((phrase) => /^(end of )?(graphic|im(g|age))/.test(phrase))).toEqual([]);
  return said;
}

/** Each of these is said, in this order, whatever is said between them. */
function expectInOrder(said: string[], phrases: (string | RegExp)[]) {
  let after = 0;
  for (const phrase of phrases) {
    const is = (one: string) => (typeof phrase === 'string' ? one === phrase : phrase.test(one));
    const found = said.slice(after).findIndex(is);
    expect(found, `“${phrase}”, after “${said[after - 1]}”`).not.toBe(-1);
    after += found + 1;
  }
}
