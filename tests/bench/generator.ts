/** The visitors, as a process of their own: one task comes in, one count goes out. */
import autocannon from 'autocannon';

/** `get` is an address to ask for again and again, `hold` are the slots to hold and then let go, or book. */
export type Work = { get: string } | { hold: number[]; next: 'release' | 'confirm' };
export type Asked = Work & { urls: string[] };
export type Task = Asked & { seconds: number; connections: number };

/** Good answers a second, of all the addresses; a hold and what follows it count once together. */
export type Count = { perSecond: number };

process.once('message', async (task: Task) => {
  const { urls, seconds, connections } = task;
  const requests = 'get' in task ? [{ path: task.get }] : holdAnd(task.next, task.hold);
  const results = await Promise.all(
    urls.map((url, nth) => {
      const some = Math.floor((connections + nth) / urls.length);
      return autocannon({ url, duration: seconds, connections: some, requests });
    }),
  );
  for (const { errors, timeouts, statusCodeStats, non2xx } of results) {
    if (errors || non2xx) throw new Error(`Bad answers: ${JSON.stringify({ errors, timeouts, statusCodeStats })}`);
  }
  const perSecond = results.map((result) => result['2xx'] / result.duration / requests.length);
  const count: Count = { perSecond: perSecond.reduce((sum, one) => sum + one) };
  process.send!(count, () => process.exit(0));
});

/** Each connection holds a slot that no other has, and goes on with the hold that it was given. */
function holdAnd(verb: 'release' | 'confirm', slots: number[]): autocannon.Request[] {
  let turn = 0;
  return [
    {
      method: 'POST',
      path: '/api/slots/hold',
      setupRequest: (request, context) => {
        turn += 1;
        Object.assign(context, { turn });
        return { ...request, body: JSON.stringify({ slotId: slots[turn % slots.length] }), headers: from(turn) };
      },
      onResponse: (_, body, context) => {
        Object.assign(context, { holdId: JSON.parse(body).holdId });
      },
    },
    {
      method: 'POST',
      path: verb === 'release' ? '/api/slots/release' : '/api/appointments',
      setupRequest: (request, context) => {
        const { holdId, turn } = context as { holdId: string; turn: number };
        const patient = { name: `Ada ${turn}`, email: `ada${turn}-${process.pid}@example.org` };
        const body = JSON.stringify(verb === 'release' ? { holdId } : { holdId, patient });
        return { ...request, body, headers: from(turn) };
      },
    },
  ];
}

/** Of one household in 250: from one address alone, every hold would wait for the one before to be written to disk. */
const from = (turn: number) => ({
  'content-type': 'application/json',
  'x-forwarded-for': `192.0.2.${1 + (turn % 250)}`,
});
