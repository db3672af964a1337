import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { makeDirectory } from './harness.ts';

/** A database server of its own on loopback. */
export interface Postgres {
  /** What libpq's programs need to reach it, with their directory in front of PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs SQL in a database; a row a line, fields separated by `|`. */
  sql(text: string, database?: string): Promise<string>;
  stop(): Promise<void>;
}

const database = 'shop';

/** Starts a new cluster with an empty database in a temporary directory. */
export async function startPostgres(): Promise<Postgres> {
  const programs = programDirectory();
  const directory = makeDirectory();
  const isRoot = process.getuid?.() === 0;
  // It refuses to run as root, so there Debian's own user runs it.
  const asUser = isRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  if (isRoot) chownSync(directory, userId('-u'), userId('-g'));
  const [initdb = '', ...initArgs] = [...asUser, join(programs, 'initdb')];
  const settings = ['--auth=trust', '--username=loadtest', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await promisify(execFile)(initdb, [...initArgs, '-D', join(directory, 'data'), ...settings], {
    cwd: directory,
  });

  const port = await freePort();
  const [file = '', ...args] = [...asUser, join(programs, 'postgres'), '-D', join(directory, 'data')];
  const options = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const server = spawn(file, [...args, ...options.flatMap((option) => ['-c', option])], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await untilReady(server);
  const env = {
    PATH: `${programs}:${process.env.PATH}`,
    PGHOST: '127.0.0.1',
    PGPORT: String(port),
    PGUSER: 'loadtest',
    PGDATABASE: database,
  };
  const sql = async (text: string, name = database) => {
    const psql = ['--no-psqlrc', '-qtA', '-v', 'ON_ERROR_STOP=1', '-d', name, '-c', text];
    const { stdout } = await promisify(execFile)('psql', psql, { env });
    return stdout.trim();
  };
  await sql(`CREATE DATABASE ${database}`, 'postgres');
  return {
    env,
    sql,
    async stop() {
      const ended = once(server, 'exit');
      server.kill('SIGQUIT');
      await ended;
    },
  };
}

/** Debian keeps the server's programs away from PATH, a directory a version. */
function programDirectory(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = [
    ...versions.map((version) => join(root, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ].find((directory) => existsSync(join(directory, 'postgres')));
  if (found === undefined) throw new Error('there is no PostgreSQL server: tools/test-setup.sh installs it');
  return found;
}

function userId(kind: '-u' | '-g'): number {
  return Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
}

function untilReady(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    if (server.stderr) {
      createInterface({ input: server.stderr }).on('line', (line) => {
        said.push(line);
        if (line.includes('ready to accept connections')) resolve();
      });
    }
    server.once('exit', (code) => reject(new Error(`postgres ended with ${code}: ${said.join('\n')}`)));
  });
}
