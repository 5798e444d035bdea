import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { changeWords } from '../../views/messages/changes.ts';
import { contactWords } from '../../views/messages/contact.ts';
import { deskWords } from '../../views/messages/desk.ts';
import { mailWords } from '../../views/messages/mail.ts';
import { patientWords } from '../../views/messages/patients.ts';
import { waitingWords } from '../../views/messages/waiting.ts';
import { words } from '../../views/messages/words.ts';

const code = ['src', 'views']
  .flatMap((folder) =>
    readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !/messages\/(?!words)/.test(name))
      .map((name) => readFileSync(join(projectFolder, folder, name), 'utf8')),
  )
  .join('\n');

const dictionaries = { words, changeWords, contactWords, deskWords, mailWords, patientWords, waitingWords };

/** `words.room.key`, `const { key } = words.room`, or the whole room, to be looked into by a key that only the program knows. */
const isSaid = (room: string, key: string) =>
  new RegExp(`\\b${room}(\\.${key}\\b|\\[|(?![.\\w]))|{[^{}]*\\b${key}\\b[^{}]*} = ${room}\\b`).test(code);

test.each(Object.entries(dictionaries))('every message of %s is said somewhere', (name, dictionary) => {
  const unsaid = Object.entries(dictionary).flatMap(([room, said]) =>
    typeof said === 'object'
      ? Object.keys(said).flatMap((key) => (isSaid(`${name}\\.${room}`, key) ? [] : `${room}.${key}`))
      : code.includes(`${name}.${room}`)
        ? []
        : room,
  );
  expect(unsaid).toEqual([]);
});
