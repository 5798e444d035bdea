import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from './problem.ts';

/**
 * The words in `file`, which are made (256 random bits) when there is no such file. Only its owner may read it.
 * An empty file is a `Problem`. Processes that start together agree: `link` fails when the name exists and never shows a half-written file.
 */
export async function keptSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(absent);
  if (kept !== null) return withWords(file, kept);
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}-${randomBytes(6).toString('hex')}`;
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flush: true });
  await link(draft, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return withWords(file, await readFile(file, 'utf8'));
}

/** Nothing would still be a key, which everyone knows. */
function withWords(file: string, kept: string): string {
  if (kept.trim()) return kept.trim();
  throw new Problem(
    `${file} is empty: put back what it held. If that is lost, delete the file, and a new secret is made; what was made with the old one is not valid any more.`,
  );
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
