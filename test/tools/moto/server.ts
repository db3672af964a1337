import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** The services of AWS at one address, with nothing in them. */
export interface Moto {
  readonly url: string;
  close(): Promise<void>;
}

export interface MotoPlace {
  /** Default: loopback. */
  readonly host?: string;
  /** A program and its arguments that start the server, such as one that enters a network namespace first. */
  readonly through?: readonly string[];
}

const install = fileURLToPath(new URL('install', import.meta.url));

/** Starts a moto server; rejects with what it said when it ends before it listens. */
export async function startMoto({ host = '127.0.0.1', through = [] }: MotoPlace = {}): Promise<Moto> {
  const program = execFileSync(install, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
  const port = await freePort();
  const [file = '', ...args] = [...through, program, '--host', host, '--port', String(port)];
  const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  await untilSaid(child.stderr, 'Running on');
  return {
    url: `http://${host}:${port}`,
    async close() {
      child.kill();
      await exited;
    },
  };
}

/** Reads on after that, since a server that nobody listens to any more stops at its next line. */
function untilSaid(stream: Readable, wanted: string): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (said.includes(wanted)) resolve();
    });
    stream.once('end', () => reject(new Error(`moto ended before it listened: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('the port is not a TCP port');
  return address.port;
}
