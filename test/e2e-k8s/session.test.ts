import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kubectl } from './kubectl.ts';
import { restrictedNamespace, target } from './objects.ts';
import { openSession, sessionScript } from './session.ts';

// A second cluster, beside the one of the project.
const name = 'loadtest-test-2';
const port = await freePort();
const env = { CLUSTER_NAME: name, CLUSTER_PORT: port, METRICS: '0' };

describe.skipIf(process.env.LOADTEST_TEST_KUBECONFIG)('a session', { timeout: 240_000 }, () => {
  it('leaves nothing behind when it ends while pods run', async () => {
    const { cluster, close } = await openSession(env);
    const state = dirname(cluster.kubeconfig);
    await kubectl(cluster, ['apply', '-f', '-'], [restrictedNamespace('left'), ...target('left')]);
    await kubectl(cluster, ['-n', 'left', 'rollout', 'status', 'deployment/target', '--timeout=90s']);
    const during = traces(state);
    await close();

    for (const found of Object.values(during)) expect(found).not.toEqual([]);
    const nothing = { processes: [], networks: [], routes: [], mounts: [], cgroups: [], directories: [] };
    // A killed process stands in /proc until the machine's init has taken note of it.
    await expect.poll(() => traces(state), { timeout: 10_000 }).toEqual(nothing);
  });

  it('waits while another holds the same cluster, as long as somebody wants it', async () => {
    const holder = spawn('sh', ['-c', `exec 9> /run/lock/${name}.lock && flock 9 && echo held && cat`]);
    await once(holder.stdout, 'data');
    const waiting = spawn(sessionScript, { env: { ...process.env, ...env } });
    const exited = once(waiting, 'exit');
    const [line] = await once(waiting.stderr.setEncoding('utf8'), 'data');
    waiting.stdin.end();

    expect(line).toContain(`waiting for the session that uses ${name} to end`);
    expect(await exited).toEqual([0, null]);
    holder.stdin.end();
    await once(holder, 'exit');
  });
});

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('the port is not a TCP port');
  return String(address.port);
}

/** What there is of the cluster on this machine. */
function traces(state: string) {
  const directories = [state, `/run/${name}`];
  return {
    processes: readdirSync('/proc').filter((pid) => cgroupsOf(pid).includes(`/${name}/`)),
    networks: linesOf('ip', ['netns', 'list']).filter((line) => line.split(' ')[0] === name),
    routes: linesOf('ip', ['route']).filter((line) => line.includes(`metric ${port}`)),
    mounts: readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .filter((line) => line.includes(`/${name}/`)),
    cgroups: ['', ...readdirSync('/sys/fs/cgroup')]
      .map((root) => join('/sys/fs/cgroup', root, name))
      .filter(existsSync),
    directories: directories.filter(existsSync),
  };
}

/** Empty where there is no such process, or none any more. */
function cgroupsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    return '';
  }
}

function linesOf(program: string, args: readonly string[]): readonly string[] {
  return execFileSync(program, args, { encoding: 'utf8' }).split('\n');
}
