/** `npm run rotate-key`: tokens are locked anew with the present key. Exit code 1 where one could not be. */
import { rotateKeyMessages as say } from '../views/messages/rotate-key.ts';
import type { Config } from './config.ts';
import { connect } from './db/client.ts';
import { isMigrated } from './db/migrate.ts';
import { isMade, openDatabase } from './db/open.ts';
import { loseConnection } from './google/connection.ts';
import { closedConnections, resealTokens } from './google/reseal.ts';
import { Problem } from './problem.ts';
import { configuration, secretsOf } from './process.ts';
import { runOnce } from './run-once.ts';

await runOnce(async (signal) => {
  const asked = argument();
  if (asked === '--help') console.log(say.help);
  else await run(configuration(), asked, signal);
}, say);

async function run(config: Config, asked: '--key-lost' | undefined, signal: AbortSignal): Promise<void> {
  if (!isMade(config)) throw new Problem(say.notReady);
  await using opened = new AsyncDisposableStack();
  const database = await openDatabase(config);
  opened.defer(() => database.close());
  if (!(await isMigrated(database.direct))) throw new Problem(say.notReady);
  const db = connect(database.url, { max: 1, pooled: database.pooled });
  opened.defer(() => db.sql.end({ timeout: 5 }));

  const secrets = await secretsOf(config);
  const resealed = await resealTokens(db, secrets, signal);
  const lost = asked === '--key-lost' ? await closedConnections(db, secrets) : [];
  for (const id of lost) await loseConnection(db, id, 'key lost');
  const closed = asked === '--key-lost' ? 0 : resealed.closed;
  console.log(say.report({ ...resealed, closed, lost: lost.length }, config.SECRET_KEY_BEFORE.length > 0).join('\n'));
  if (closed > 0) process.exitCode = 1;
}

/** Keys are settings: whoever writes one here would leave it in the shell's history, and it is not repeated. */
function argument(): '--help' | '--key-lost' | undefined {
  const [argument] = process.argv.slice(2);
  if (argument !== undefined && argument !== '--help' && argument !== '--key-lost') throw new Problem(say.usage);
  return argument;
}
