import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { readUsage } from '../../runner/observe/usage.ts';
import { runToEnd } from '../../runner/process.ts';
import type { Bench } from './bench.ts';

/** A server to load, in a process of its own, that counts what it answered. */
export interface FastTarget {
  readonly language: 'Go' | 'Node';
  readonly url: string;
  /** Requests answered since its start. */
  answered(): Promise<number>;
  /** CPU time since its start. */
  cpuSeconds(): number;
  stop(): Promise<void>;
}

const sources = join(import.meta.dirname, 'target');

/** The server in Go, the cheapest there is, where Go is installed; else the one in Node. */
export async function startTarget(bench: Bench): Promise<FastTarget> {
  const program = join(bench.scratch, 'target');
  const built = await runToEnd(bench.ctx, 'go', ['build', '-o', program, join(sources, 'main.go')]);
  return built.exitCode === 0 ? launch('Go', program, []) : startNodeTarget();
}

export function startNodeTarget(): Promise<FastTarget> {
  return launch('Node', process.execPath, [join(sources, 'server.mjs')]);
}

async function launch(
  language: FastTarget['language'],
  file: string,
  args: readonly string[],
): Promise<FastTarget> {
  // A session of its own, as a server has: Linux shares the CPU out by session, and a target in that of plain k6 but
  // not in that of a worker would be scheduled differently beside the two.
  const child = spawn(file, args, { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await firstLineOf(child);
  return {
    language,
    url,
    answered: async () => Number(await (await fetch(`${url}/answered`)).text()),
    cpuSeconds: () => readUsage(child.pid ?? 0)?.cpuSeconds ?? 0,
    async stop() {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'close');
    },
  };
}

async function firstLineOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the target has no standard output');
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return String(line);
}
