/** Folders of a test run, named for the process that ends with them: abandoned.ts knows them by it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new, empty folder; `what` is one word for it. */
export function temporaryFolder(what: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `medibook-${what}-${process.pid}-`));
}

/** A program may be writing its last there: what cannot go now is left to a later run, and fails none. */
export async function remove(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }).catch(() => {});
}
