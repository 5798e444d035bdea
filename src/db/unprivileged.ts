import { execFile, spawnSync } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from '../problem.ts';

/**
 * Whom PostgreSQL runs as: ourselves, or another account when we are root, as which it refuses to run.
 * `capability` is what that account needs to enter a folder that is closed to it, such as a clone under /root.
 */
export type Account = { uid: number; gid: number; capability?: string } | undefined;

/** The account for this data: its owner, else `postgres`, else one made for MediBook. */
export async function accountFor(data: string, needed: string[]): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(data).catch(() => undefined);
  const account = owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : await postgresAccount();
  for (const path of needed) {
    if (!(await canRead(account, path))) return { ...account, capability: await capabilityToRead(path) };
  }
  return account;
}

/** Gives a file or folder to the account. */
export async function give(path: string, account: Account): Promise<void> {
  if (account) await chown(path, account.uid, account.gid);
}

/** Runs a program to its end as the account; `output` is both streams. */
export function run(account: Account, program: string, args: string[]): Promise<{ ok: boolean; output: string }> {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  const env = { PATH, SystemRoot, TEMP, TMP, LC_ALL: 'C' };
  const command = account?.capability ? [...withCapability(account, account.capability), program] : [program];
  const ids = account && !account.capability ? { uid: account.uid, gid: account.gid } : {};
  return new Promise((resolve) => {
    execFile(command[0]!, [...command.slice(1), ...args], { env, cwd: '/', ...ids }, (error, stdout, stderr) =>
      resolve({ ok: !error, output: stdout + stderr || (error?.message ?? '') }),
    );
  });
}

async function postgresAccount() {
  const found = (await namedAccount('postgres')) ?? (await namedAccount('medibook'));
  if (found) return found;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'medibook']);
  const made = await namedAccount('medibook');
  if (made) return made;
  throw new Problem(
    'PostgreSQL refuses to run as root and no account could be made for it: start MediBook as an ordinary user, or set DATABASE_URL.',
  );
}

async function namedAccount(name: string) {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = accounts
    .split('\n')
    .find((line) => line.startsWith(`${name}:`))
    ?.split(':');
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}

/** Whether the mode bits let the account read the path and enter every folder above it. */
async function canRead(account: { uid: number; gid: number }, path: string, wanted = 4): Promise<boolean> {
  const found = await stat(path);
  const shift = found.uid === account.uid ? 6 : found.gid === account.gid ? 3 : 0;
  const bits = wanted | (found.isDirectory() ? 1 : 0);
  if (((found.mode >> shift) & bits) !== bits) return false;
  return dirname(path) === path || canRead(account, dirname(path), 0);
}

/** The least capability of root that lets another account into a closed folder; containers have only the greater. */
async function capabilityToRead(path: string): Promise<string> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const ours = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(status)?.[1] ?? '0'}`);
  const capability = ours & 4n ? 'dac_read_search' : ours & 2n ? 'dac_override' : undefined;
  if (capability && spawnSync('setpriv', ['--version']).status === 0) return capability;
  throw new Problem(
    `PostgreSQL refuses to run as root, and the account it runs as cannot enter ${path}: move MediBook to a folder that others may enter, such as /srv, start it as an ordinary user, or set DATABASE_URL.`,
  );
}

/** access(2) forgets an account's capabilities unless `no_setuid_fixup` is set, and PostgreSQL asks access(2). */
const withCapability = ({ uid, gid }: { uid: number; gid: number }, capability: string) => [
  'setpriv',
  ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
  ...[`--inh-caps=+${capability}`, `--ambient-caps=+${capability}`, '--securebits=+no_setuid_fixup'],
];
