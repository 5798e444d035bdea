/** lynx, w3m, links and elinks: the journey by key. What they print of each page is access.spec.ts's. */
import { test } from '@playwright/test';
import { needs } from '../support/needs.ts';
import { stranger } from '../support/patient.ts';
import { elinks, links } from '../support/text-browsers/links.ts';
import { lynx } from '../support/text-browsers/lynx.ts';
import type { TextBrowser } from '../support/text-browsers/text-browser.ts';
import { w3m } from '../support/text-browsers/w3m.ts';

test('lynx: from the front door to the appointment', async ({ baseURL }) => {
  needs('lynx', 'tmux');
  await journey(await lynx(baseURL!, 'A'), { search: 'zahrwi', doctor: 'Dr Fatima' });
});

test('lynx with cookies refused: from the front door to the appointment', async ({ baseURL }) => {
  needs('lynx', 'tmux');
  await journey(await lynx(baseURL!, 'V'), { search: 'beltrn', doctor: 'Dr Tom' });
});

test('w3m: from the front door to the appointment', async ({ baseURL }) => {
  needs('w3m', 'tmux');
  await journey(await w3m(baseURL!), { search: 'wisnewski', doctor: 'Dr B' });
});

test('links: from the front door to the appointment', async ({ baseURL }) => {
  needs('links', 'tmux');
  await journey(await links(baseURL!), { search: 'goldbrg', doctor: 'Dr Hannah' });
});

test('elinks: from the front door to the appointment', async ({ baseURL }) => {
  needs('elinks', 'tmux');
  await journey(await elinks(baseURL!), { search: 'ndiay', doctor: 'Dr Jean-Luc' });
});

async function journey(browser: TextBrowser, { search, doctor }: { search: string; doctor: string }) {
  try {
    await browser.shows('Choose a speciality');
    await browser.fill('what it is about', search);
    await browser.follow('Search');
    await browser.shows('1 doctor found');
    await browser.follow(doctor);
    await browser.shows('Qualifications');
    await browser.choose('Refresh times', 3);
    await browser.follow('Hold this time');
    await browser.shows('We hold this time for you until');

    const ada = stranger('Ada');
    await browser.fill('So that we can reach you', ada.email);
    await browser.follow('Book this appointment');
    await browser.shows('There is a problem');
    await browser.shows('Error: Your details');
    await browser.correct('Enter the patient', ada.name);
    await browser.follow('Extend for 5 more minutes');
    const [, until] = /Done: the time is held for you until (\S+)\./.exec(await browser.shows('Done: '))!;
    await browser.follow('Extend for 5 more minutes');
    // Not the page that a browser kept of before.
    await browser.shows(new RegExp(`Done: the time is held for you until (?!${until})`));
    await browser.follow('Book this appointment');
    await browser.shows('Your appointment is booked');
    await browser.shows(/Your reference: [2-9A-Z]{4}-[2-9A-Z]{4}/);
    await browser.shows(ada.name);
  } finally {
    await browser.close();
  }
}
