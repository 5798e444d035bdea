import type { Task, TaskList } from 'graphile-worker';
import { notYet } from './access.ts';
import { busyReader } from './busy.ts';
import { tokenToRevoke } from './connection.ts';
import { eventWriter, type WriteDeps } from './write-event.ts';

/** What jobs do at Google; google.sql says when. */
export const googleTasks = (deps: WriteDeps): TaskList => ({
  write_google_event: eventWriter(deps),
  read_busy_times: busyReader(deps),
  revoke_google: revoker(deps),
});

/** Ends at Google what somebody once agreed to. A token that no key opens any more can't be given back. */
const revoker =
  ({ db, secrets, google }: WriteDeps): Task =>
  async (payload) => {
    const token = await tokenToRevoke(db, secrets, payload);
    const done = token === null ? null : await google.oauth.revoke(token);
    if (done && !done.ok) throw notYet(done);
  };
