import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installed } from '../support/programs.ts';
import { temporaryFolder } from '../support/temporary.ts';
import type { Clinic } from './clinic.ts';

/** Each client takes slots that no other takes: ids of a filled clinic have no gaps. */
const script = `
\\set slot :first + :client_id + :clients * random(0, :turns - 1)
SELECT hold_id AS hold FROM hold_slot(:slot, md5(random()::text), md5(random()::text), md5(:slot::text), 5, 1000000) \\gset
SELECT release_hold(:hold);
`;

/** Holds and lets go as fast as PostgreSQL can: pairs a second. Undefined where pgbench is not installed. */
export function pgbench(clinic: Clinic) {
  const program = installed('pgbench') ?? debians();
  if (!program) return undefined;
  return async (clients: number, seconds: number): Promise<number> => {
    const [ids] = await clinic.sql`SELECT min(id)::int AS first, count(*)::int AS count FROM time_slots`;
    const folder = await temporaryFolder('pgbench');
    const file = join(folder, 'hold-and-release.sql');
    await writeFile(file, script);
    const variables = { first: ids!.first, clients, turns: Math.floor(ids!.count / clients) };
    const { stdout } = await promisify(execFile)(program, [
      ...['--no-vacuum', '--protocol=prepared', `--file=${file}`, `--client=${clients}`, `--time=${seconds}`],
      ...Object.entries(variables).map(([name, value]) => `--define=${name}=${value}`),
      clinic.url,
    ]);
    await rm(folder, { recursive: true });
    const measured = /tps = ([\d.]+)/.exec(stdout)?.[1];
    if (!measured) throw new Error(`pgbench measured nothing: ${stdout}`);
    return Number(measured);
  };
}

/** Debian keeps it beside the server's other programs. */
function debians(): string | undefined {
  const root = '/usr/lib/postgresql';
  const majors = existsSync(root) ? readdirSync(root) : [];
  return majors.map((major) => join(root, major, 'bin/pgbench')).find(existsSync);
}
