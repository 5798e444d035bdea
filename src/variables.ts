import { existsSync } from 'node:fs';

/** The environment, with what a file `.env` in the working folder adds to it. */
export function variables(): NodeJS.ProcessEnv {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}
