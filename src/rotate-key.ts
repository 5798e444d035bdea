/** `npm run rotate-key`: tokens are locked anew with the present key. Exit code 1 where one could not be. */
import { rotateKeyMessages as say } from '../views/messages/rotate-key.ts';
import type { Config } from './config.ts';
import { connect } from './db/client.ts';
import { isMigrated } from './db/migrate.ts';
import { isMade, openDatabase } from './db/open.ts';
import { resealTokens } from './google/reseal.ts';
import { Problem, sentence } from './problem.ts';
import { configuration, secretsOf } from './process.ts';
import { whenSignalled } from './stop.ts';

/** Aborted by Ctrl+C. */
const stopping = new AbortController();
let failure = 1;
whenSignalled((exitCode) => {
  failure = exitCode;
  stopping.abort(new Problem(say.interrupted));
});

try {
  if (wantsHelp()) console.log(say.help);
  else await run(configuration());
} catch (error) {
  console.error(error instanceof Problem ? error.message : say.failed(sentence(error)));
  process.exitCode = failure;
}

async function run(config: Config): Promise<void> {
  if (!isMade(config)) throw new Problem(say.notReady);
  await using opened = new AsyncDisposableStack();
  const database = await openDatabase(config);
  opened.defer(() => database.close());
  if (!(await isMigrated(database.direct))) throw new Problem(say.notReady);
  const db = connect(database.url, { max: 1, pooled: database.pooled });
  opened.defer(() => db.sql.end({ timeout: 5 }));

  const resealed = await resealTokens(db, await secretsOf(config), stopping.signal);
  console.log(say.report(resealed, config.SECRET_KEY_BEFORE.length > 0).join('\n'));
  if (resealed.closed > 0) process.exitCode = 1;
}

/** Keys are settings: whoever writes one here would leave it in the shell's history, and it is not repeated. */
function wantsHelp(): boolean {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined && argument !== '--help') throw new Problem(say.usage);
  return argument === '--help';
}
