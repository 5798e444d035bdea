import postgres from 'postgres';
import { holdSlot } from '../../src/booking/hold.ts';
import type { Db } from '../../src/db/client.ts';
import { timesOfDay } from '../../src/doctors/day.ts';
import { daysOfTimes } from '../../src/doctors/days.ts';
import { findDoctor } from '../../src/doctors/directory.ts';
import { addressOfDatabase } from '../support/data-folder.ts';
import { type Clinic, freeSlots, idOf, inAWeek, LISTED, SHOWN } from './clinic.ts';
import type { Row } from './row.ts';
import type { Stage } from './stage.ts';

/** How PostgreSQL goes about what the benches ask for: it may read no table of slots or holds from end to end. */
export async function plans(stage: Stage, clinic: Clinic): Promise<Row[]> {
  const name = new URL(clinic.url).pathname.slice(1);
  const told: string[] = [];
  const sql = postgres(await addressOfDatabase(stage.folder, 'postgres', name), {
    max: 1,
    onnotice: ({ message }) => told.push(message ?? ''),
  });
  const db = { sql } as unknown as Db;
  await explainEverything(sql);
  const [slot] = await freeSlots(clinic);
  const day = Temporal.PlainDate.from(inAWeek());
  const asked: Record<string, () => Promise<unknown>> = {
    hold: () =>
      holdSlot(db, slot!, { id: 'a visitor', address: 'an address' }, { holdMinutes: 5, holdsPerAddress: 20 }),
    'a day of 36': async () => timesOfDay(db, await idOf(clinic, LISTED), day.toString()),
    'a doctor’s page': async () => {
      const doctor = await findDoctor(db, SHOWN);
      await daysOfTimes(db, { doctorId: doctor!.id, from: day.subtract({ days: 7 }), days: 10 });
    },
  };
  const rows: Row[] = [];
  for (const [what, ask] of Object.entries(asked)) {
    told.length = 0;
    await ask();
    rows.push(rowOf(what, told));
  }
  await sql.end();
  return rows;
}

/** Also what a function does inside. */
async function explainEverything(sql: postgres.Sql): Promise<void> {
  await sql`LOAD 'auto_explain'`;
  const settings = { log_min_duration: '0', log_nested_statements: 'on', log_analyze: 'on', log_timing: 'off' };
  for (const [name, value] of Object.entries(settings)) {
    await sql`SELECT set_config(${`auto_explain.${name}`}, ${value}, false)`;
  }
  await sql`SET client_min_messages = log`;
}

/** Each scan is a line: `  ->  Index Scan using time_slots_pkey on time_slots s  (cost=… rows=… width=…) (actual …)`. */
function rowOf(what: string, told: string[]): Row {
  const scans = told.join('\n').matchAll(/((?:Seq|Index|Index Only|Bitmap Index) Scan)(?: using (\w+))? on (\w+)/g);
  const ways = [...scans].map(([, scan, index, table]) =>
    scan === 'Seq Scan' ? `all of ${table}` : (index ?? table!),
  );
  const slow = ways.filter((way) => /^all of (time_slots|slot_holds|appointments)$/.test(way));
  return {
    what: `the plan of ${what}`,
    ours: [...new Set(slow.length > 0 ? slow : ways)].join(', '),
    beside: '',
    wanted: 'by index',
    ok: ways.length > 0 && slow.length === 0,
  };
}
