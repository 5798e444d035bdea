import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Config } from '../config.ts';
import type { AppContext } from './context.ts';

/** A cookie of ours that no script reads. */
export type OwnCookie = {
  read(c: AppContext, config: Config): string | undefined;
  /** For so many seconds; left out, until the browser is closed. */
  write(c: AppContext, config: Config, value: string, maxAge?: number): void;
  remove(c: AppContext, config: Config): void;
};

/** The __Host- prefix keeps other hosts of the clinic's domain from setting it; browsers allow it over TLS only. */
export function ownCookie(name: string): OwnCookie {
  const nameOf = (config: Config) => (isSecure(config) ? `__Host-${name}` : name);
  const options = (config: Config) =>
    ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(config) }) as const;
  return {
    read: (c, config) => getCookie(c, nameOf(config)),
    write: (c, config, value, maxAge) =>
      setCookie(c, nameOf(config), value, { ...options(config), ...(maxAge !== undefined && { maxAge }) }),
    remove: (c, config) => void deleteCookie(c, nameOf(config), options(config)),
  };
}

const isSecure = (config: Config) => config.PUBLIC_URL?.startsWith('https:') ?? false;
