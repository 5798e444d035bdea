import { defineConfig } from 'drizzle-kit';

// Migrations are written by hand, for what Drizzle has no words for; tests/db/schema.test.ts holds schema.ts to them.
// Made from schema.ts, one would create every table again, and `push` would drop what schema.ts does not name.
const [command = '', ...options] = process.argv.slice(2);
if (['push', 'migrate'].includes(command) || (command === 'generate' && !options.includes('--custom'))) {
  console.error(
    'Migrations are written by hand: `npx drizzle-kit generate --custom --name what_it_promises` begins one, and the next start of MediBook applies it.',
  );
  process.exit(1);
}

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/db/schema.ts',
  out: './migrations',
  dbCredentials: { url: process.env.DATABASE_URL ?? '' },
});
