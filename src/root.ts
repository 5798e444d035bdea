import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** The folder with package.json: the same from a source file, from the bundle in dist/ and from a test. */
export const projectFolder = findUpwards(import.meta.dirname);

function findUpwards(folder: string): string {
  if (existsSync(`${folder}/package.json`)) return folder;
  if (dirname(folder) === folder) throw new Error('No package.json above the running file.');
  return findUpwards(dirname(folder));
}
