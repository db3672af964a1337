import { writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** What a path is answered with: an object, a status, or nothing at all, ever. */
export type Reply = object | number | 'silence';

export interface ApiServer {
  readonly kubeconfig: string;
  /** By the end of the path, without its query. */
  readonly replies: Record<string, Reply>;
  /** How far its clock is ahead. */
  clockAheadMs: number;
  /** The paths that were asked for. */
  readonly asked: string[];
  close(): void;
}

/** An API server on loopback that answers as it is told, with a kubeconfig for it in a directory. */
export async function startApiServer(directory: string, replies: Record<string, Reply>): Promise<ApiServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    asked.push(path);
    const [, reply = 404] = Object.entries(replies).find(([end]) => path.split('?')[0]?.endsWith(end)) ?? [];
    response.setHeader('Date', new Date(Date.now() + api.clockAheadMs).toUTCString());
    answer(response, reply);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kubeconfig = join(directory, 'kubeconfig.json');
  const named = (name: string, of: object) => [{ name, ...of }];
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: named('recorded', {
        cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true },
      }),
      users: named('nobody', { user: { token: 'of-nobody' } }),
      contexts: named('recorded', { context: { cluster: 'recorded', user: 'nobody', namespace: 'shop' } }),
      'current-context': 'recorded',
    }),
  );
  const api: ApiServer = {
    kubeconfig,
    replies,
    clockAheadMs: 0,
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return api;
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === 'silence') return;
  const status = typeof reply === 'number' ? reply : 200;
  const body = typeof reply === 'number' ? { kind: 'Status', message: `said ${reply}`, code: reply } : reply;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
