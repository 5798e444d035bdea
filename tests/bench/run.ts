/** `npm run bench`: all of them, or those that are named, such as `npm run bench -- hold`. */
import { hold } from './hold.ts';
import { listing } from './listing.ts';
import { page } from './page.ts';
import { processes } from './processes.ts';
import { type Row, table } from './row.ts';
import { size } from './size.ts';
import { makeStage, type Stage } from './stage.ts';
import { start } from './start.ts';
import { streams } from './streams.ts';

const benches: Record<string, (stage: Stage) => Promise<Row[]>> = {
  hold,
  listing,
  page,
  size,
  start,
  processes,
  streams,
};

const names = process.argv.slice(2);
const unknown = names.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(`There is no bench called ${unknown.join(', ')}: there are ${Object.keys(benches).join(', ')}.`);
  process.exit(1);
}

const rows: Row[] = [];
await using stage = await makeStage();
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const begun = performance.now();
  console.log(`\n== ${name} …`);
  try {
    rows.push(...(await bench(stage)));
  } catch (error) {
    // What the others measured is no worse for it.
    console.error(error);
    process.exitCode = 1;
  }
  console.log(`   ${Math.round((performance.now() - begun) / 1000)} s`);
}
console.log(`\n${table(rows)}`);
