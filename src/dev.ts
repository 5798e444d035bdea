/** `npm run dev`: builds and serves; node --watch begins anew after every change. */
import { createBuilder } from 'vite';

const { NODE_ENV = 'development' } = process.env;
try {
  await (await createBuilder({ logLevel: 'warn' })).buildApp();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
process.env.NODE_ENV = NODE_ENV; // The build made it production.
await import(new URL('../dist/server.js', import.meta.url).href);
