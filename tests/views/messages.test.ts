import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '../../src/root.ts';
import { words } from '../../views/messages/words.ts';

const code = ['src', 'views']
  .flatMap((folder) =>
    readdirSync(join(projectFolder, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && name !== 'messages/en.ts')
      .map((name) => readFileSync(join(projectFolder, folder, name), 'utf8')),
  )
  .join('\n');

/** `words.room.key`, `const { key } = words.room`, or the whole room by a key that only the program knows. */
const isSaid = (room: string, key: string) =>
  new RegExp(`words\\.${room}(\\.${key}\\b|\\[)|{[^{}]*\\b${key}\\b[^{}]*} = words\\.${room}\\b`).test(code);

test('every message is said somewhere', () => {
  const unsaid = Object.entries(words).flatMap(([room, said]) =>
    typeof said === 'object'
      ? Object.keys(said).flatMap((key) => (isSaid(room, key) ? [] : `${room}.${key}`))
      : code.includes(`words.${room}`)
        ? []
        : room,
  );
  expect(unsaid).toEqual([]);
});
