/** `npm run import -- FILE.csv`: a clinic's roster into the database. Exit code 1 where it was not imported. */
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import { importMessages as say } from '../views/messages/import.ts';
import { readConfig } from './config.ts';
import { connect } from './db/client.ts';
import { isMigrated, migrate } from './db/migrate.ts';
import { cannotMigrate, isMade, openDatabase } from './db/open.ts';
import { refuseZoneInDispute } from './db/zone.ts';
import { horizonOf } from './doctors/horizon.ts';
import { importRoster, SlotsUnfinished } from './doctors/import-roster.ts';
import { type RosterDoctor, readRoster } from './doctors/roster.ts';
import { Problem } from './problem.ts';
import { causeOf, runOnce } from './run-once.ts';
import { variables } from './variables.ts';

/** Fewer doctors than this are done before anyone reads a progress bar. */
const LONG = 50;

/** Megabytes: twenty times the 5,000 doctors of a very large clinic. */
const LARGEST_MB = 20;

await runOnce(async (signal) => {
  const asked = readArguments();
  if (asked.help) console.log(say.help);
  else await run(asked, signal);
}, say);

type Asked = { help: boolean; file: string; dryRun: boolean; retireMissing: boolean };

async function run({ file, ...options }: Asked, signal: AbortSignal): Promise<void> {
  const read = readConfig(variables());
  if (!read.ok) throw new Problem(read.problems.join('\n'));
  const { config } = read;
  const roster = rosterOf(file);

  if (options.dryRun && !isMade(config)) throw new Problem(say.notReady);
  await using opened = new AsyncDisposableStack();
  const database = await openDatabase(config);
  opened.defer(() => database.close());
  signal.throwIfAborted();
  if (!options.dryRun) await migrate(database.direct).catch(cannotMigrate);
  else if (!(await isMigrated(database.direct))) throw new Problem(say.notReady);
  const db = connect(database.url, { max: 2, pooled: database.pooled });
  opened.defer(() => db.sql.end({ timeout: 5 }));

  const horizon = horizonOf(config);
  await refuseZoneInDispute(db, horizon);

  const bar = opened.adopt(new SingleBar({ format: say.makingSlots, hideCursor: true }, Presets.legacy), (bar) =>
    bar.stop(),
  );
  const imported = await importRoster(db, roster, {
    ...options,
    signal,
    ...horizon,
    onProgress(doctors, of) {
      if (of < LONG || !process.stderr.isTTY) return;
      if (bar.isActive) bar.update(doctors);
      else bar.start(of, doctors);
    },
  }).catch((error: unknown) => {
    if (!(error instanceof SlotsUnfinished)) throw error;
    throw new Problem(error.cause === signal.reason ? say.stopped : `${say.stopped} (${causeOf(error.cause)})`);
  });
  bar.stop();
  console.log(say.report(imported).join('\n'));
}

function readArguments(): Asked {
  const options = {
    help: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
    'retire-missing': { type: 'boolean' },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true, strict: false });
  const unknown = Object.keys(values).find((name) => !(name in options));
  if (unknown !== undefined) throw new Problem(say.unknownOption(`--${unknown}`));
  const [file = '', ...more] = positionals;
  const help = values.help === true;
  if (!help && (file === '' || more.length > 0)) throw new Problem(say.usage);
  return { help, file, dryRun: values['dry-run'] === true, retireMissing: values['retire-missing'] === true };
}

function rosterOf(file: string): RosterDoctor[] {
  const roster = readRoster(bytesOf(file));
  if (roster.ok) return roster.doctors;
  const problems = roster.problems.map((problem) => `  ${say.problem(problem)}`);
  throw new Problem([say.nothingChanged(file, problems.length), ...problems].join('\n'));
}

/** npm runs scripts in the project's folder; a name is meant from where npm was called. */
function bytesOf(file: string): Uint8Array {
  const called = process.env.npm_lifecycle_event === 'import' ? process.env.INIT_CWD : undefined;
  const path = resolve(called ?? '.', file);
  try {
    if (statSync(path).size > LARGEST_MB * 1_000_000) throw new Problem(say.tooLarge(file, LARGEST_MB));
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const why = { ENOENT: 'missing', EISDIR: 'folder', EACCES: 'forbidden' } as const;
    throw new Problem(say.unreadable(file, why[(error as NodeJS.ErrnoException).code as keyof typeof why] ?? 'other'));
  }
}
