import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './free-port.ts';
import { makeDirectory } from './harness.ts';

/** A service that counts its requests and, for each, CPU time; it does not really use any. */
export interface MeteredService {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a service that says at `/metrics` that a request costs `cpuSecPerRequest`, and that it has 2 tasks. */
export async function startMeteredService(cpuSecPerRequest: number): Promise<MeteredService> {
  let requests = 0;
  const server: Server = createServer((request, response) => {
    if (request.url === '/metrics') {
      const lines = [
        `service_cpu_seconds_total ${requests * cpuSecPerRequest}`,
        `service_requests_total ${requests}`,
        'service_tasks 2',
      ];
      response.end(`${lines.join('\n')}\n`);
      return;
    }
    requests++;
    response.end('ok');
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface RealPrometheus {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  stop(): Promise<void>;
}

/** The example of Prometheus' own guide to basic authentication: the hash of "test". */
const passwordHash = '$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay';

/** Starts Debian's Prometheus, which wants a password and scrapes a service each second. */
export async function startPrometheus(service: MeteredService): Promise<RealPrometheus> {
  const directory = makeDirectory();
  const write = (name: string, text: object) => {
    writeFileSync(join(directory, name), JSON.stringify(text));
    return join(directory, name);
  };
  const port = await freePort();
  const config = write('prometheus.yml', {
    global: { scrape_interval: '1s' },
    scrape_configs: [{ job_name: 'service', static_configs: [{ targets: [new URL(service.url).host] }] }],
  });
  const web = write('web.yml', { basic_auth_users: { ops: passwordHash } });
  const server = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--web.config.file=${web}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
    ],
    { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await untilReady(server);
  return {
    url: `http://127.0.0.1:${port}`,
    user: 'ops',
    password: 'test',
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilReady(server: ChildProcess): Promise<void> {
  if (server.stderr === null) throw new Error('its log is on stderr');
  const said: string[] = [];
  for await (const line of createInterface({ input: server.stderr })) {
    said.push(line);
    if (line.includes('Server is ready to receive web requests')) {
      server.stderr.resume();
      return;
    }
  }
  throw new Error(`prometheus ended:\n${said.join('\n')}`);
}
