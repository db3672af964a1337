import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ProcessTree } from '../../runner/observe/process-tree.ts';
import { clockTicksPerSec } from '../../runner/observe/procfs.ts';

/** The processes of a command at one moment. */
export interface Sample {
  readonly atMs: number;
  readonly processes: readonly {
    readonly pid: number;
    readonly name: string;
    readonly memoryBytes: number;
    readonly cpuSeconds: number;
  }[];
}

/** A command that has run to its end, looked at once a second. */
export interface Watched {
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly stderr: string;
  readonly samples: readonly Sample[];
}

const periodMs = 1_000;

/** Runs a command to its end and watches it and all that it starts. Throws if it ends with another exit code. */
export async function watchCommand(
  [file = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
  accepted: readonly number[] = [0],
): Promise<Watched> {
  const startedAtMs = Date.now();
  const startMs = performance.now();
  const child = spawn(file, args, { cwd, env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const tree = new ProcessTree('/proc');
  tree.adopt(child.pid ?? 0);
  const samples: Sample[] = [];
  const timer = setInterval(() => samples.push(sampleOf(tree, performance.now() - startMs)), periodMs);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('utf8')).slice(-4_000);
  });
  const [exitCode] = await once(child, 'close');
  clearInterval(timer);
  if (!accepted.includes(exitCode))
    throw new Error(`${[file, ...args].join(' ')} ended with ${exitCode}: ${stderr}`);
  return { startedAtMs, durationMs: performance.now() - startMs, stderr, samples };
}

function sampleOf(tree: ProcessTree, atMs: number): Sample {
  const processes = tree.read().map(({ pid, name, residentBytes, ownTicks }) => ({
    pid,
    name,
    memoryBytes: residentBytes,
    cpuSeconds: ownTicks / clockTicksPerSec,
  }));
  return { atMs, processes };
}
