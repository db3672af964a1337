import { createServer } from 'node:http';

/** The same server as `main.go` on Node: it answers every path with one line and counts what it answered. */
let answered = 0;
const server = createServer((request, response) => {
  if (request.url === '/answered') {
    response.end(`${answered}\n`);
    return;
  }
  answered += 1;
  response.end('ok\n');
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
process.stdin.on('close', () => process.exit()).resume();
