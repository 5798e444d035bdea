import type { Plugin } from 'vite';

/**
 * Mends the driver in the build: postgres.js 3.4.9 writes to a socket that has gone, outside of any promise, so that a
 * database that dies in the middle of a transaction takes MediBook with it (porsager/postgres issues 1066, 1154, 1208).
 * Mended, the statement is refused with CONNECTION_CLOSED, and what was not sent is not sent to the next connection.
 * The driver's own first question on a new connection, for array types, has nobody who would hear that it failed: a
 * connection that is lost just then would end MediBook too. Whoever waits for that connection hears of it anyway.
 * And it waits between two tries also where every connection is accepted and closed, as by a proxy whose database is
 * away: it tried five hundred times a second.
 * And it notes that a connection is a transaction's also where it asks one question at a time (max_pipeline 0).
 * A version of the driver that reads otherwise fails the build: look there whether this can go.
 */
export function mendedDriver(): Plugin {
  return {
    name: 'medibook-mended-driver',
    transform(code, id) {
      if (!/\/postgres\/src\/connection\.js$/.test(id.split('?')[0]!)) return undefined;
      const mended = mends.reduce((text, [broken, whole]) => {
        if (text.split(broken).length !== 2) throw new Error('postgres.js has changed: see src/db/mended-driver.ts.');
        return text.replace(broken, () => whole);
      }, code);
      return { code: mended, map: null }; // Every line stays where it was.
    },
  };
}

const forget = 'clearImmediate(nextWriteTimer); chunk = nextWriteTimer = null;';
const refuse = "error(Errors.connection('CONNECTION_CLOSED', options, socket)); return false";
const write = '    const x = socket.write(chunk, fn)\n';
const close =
  "    clearImmediate(nextWriteTimer)\n    socket.removeListener('data', data)\n    socket.removeListener('connect', connected)\n    idleTimer.cancel()\n";
const again = '    if (initial)\n      return reconnect()\n';
const later = 'closedTime = performance.now(); delay = backoff(options.shared.retries++) * 1000;';
const full = '        && sent.length < max_pipeline\n';
const mine = '        && (!q.options.onexecute || q.options.onexecute(connection))\n';
const mends = [
  [write, `    if (socket === null) { ${forget} ${refuse} } ${write.trimStart()}`],
  [close, close.replace('clearImmediate(nextWriteTimer)', forget)],
  [again, again.replace('(initial)', `(initial) { ${later}`).replace('reconnect()', 'reconnect() }')],
  [full + mine, mine + full],
  ['        return fetchArrayTypes()\n', '        return void fetchArrayTypes().catch(() => {})\n'],
] as const;
