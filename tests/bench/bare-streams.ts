/** The least that sends one message to many: each open answer is written the same bytes, one after another. */
import { createServer, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

const open = new Set<ServerResponse>();
createServer(async (request, answer) => {
  if (request.method === 'GET') {
    answer.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    answer.write(':\n\n');
    open.add(answer);
    answer.on('close', () => open.delete(answer));
    return;
  }
  const message = await buffer(request);
  for (const each of open) each.write(message);
  answer.end();
}).listen(Number(process.env.PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
