/**
 * The environment of a MediBook under test: nothing of what is exported on this machine, nor of a project's `.env`. As
 * npm's child it ends with the process that started it, even when that is killed.
 */
export const alone = {
  PATH: process.env.PATH,
  DATABASE_URL: '',
  PORT: '0',
  LOG_LEVEL: 'warn',
  npm_lifecycle_event: 'start',
};
