import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { type RunPlan, type RunResult, runPlanSchema, runResultSchema } from '../../core/records/index.ts';
import { type MarkedProcess, processesMarked } from './marked-processes.ts';

/** The built command line, as a user has it. */
const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

const pollMs = 20;

export interface CliRequest {
  /** Files of the directory that the command is called in, by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables besides PATH, HOME and LOADTEST_K6; `undefined` takes one of these away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A directory that is kept, for several calls in a row; default: a new one. */
  readonly directory?: string;
  /** A program and its arguments that start the command line, such as a shell that sets limits first. */
  readonly through?: readonly string[];
}

/** What came of a call. */
export interface CliOutcome {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly directory: string;
  readonly durationMs: number;
  /** What the call had started, or its children, and was alive when it had ended. */
  readonly survivors: readonly MarkedProcess[];
}

/** A call that is under way. */
export interface RunningCli {
  readonly pid: number;
  readonly directory: string;
  /** The processes that the call has started so far and that are alive. */
  processes(): readonly MarkedProcess[];
  /** Resolves when stderr holds a text; rejects with both streams when the call ends before. */
  says(text: string | RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly outcome: Promise<CliOutcome>;
}

const made: string[] = [];
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory, by its real path; it is removed after the last test of the file. */
export function makeDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'loadtest-e2e-')));
  made.push(directory);
  return directory;
}

/** Starts the built command line as a process of its own. Everything that it starts inherits a mark to know it by. */
export function startCli(argv: readonly string[], request: CliRequest = {}): RunningCli {
  if (!existsSync(program)) throw new Error(`${program} is missing: run "npm run build" first`);
  const directory = request.directory ?? makeDirectory();
  writeFiles(directory, request.files ?? {});
  const mark = `LOADTEST_E2E_MARK=${randomUUID()}`;
  const startedMs = performance.now();
  const [file = '', ...args] = [...(request.through ?? []), process.execPath, program, ...argv];
  const child = spawn(file, args, {
    cwd: directory,
    env: environment(directory, mark, request.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout = textOf(child.stdout);
  const stderr = textOf(child.stderr);
  const outcome = new Promise<CliOutcome>((resolve) => {
    child.once('close', (exitCode, signal) =>
      resolve({
        exitCode,
        signal,
        stdout: stdout(),
        stderr: stderr(),
        directory,
        durationMs: performance.now() - startedMs,
        survivors: processesMarked(mark),
      }),
    );
  });
  return {
    pid: child.pid ?? 0,
    directory,
    outcome,
    processes: () => processesMarked(mark).filter(({ pid }) => pid !== child.pid),
    signal: (signal) => void child.kill(signal),
    says: (text) => untilSaid(child, stderr, stdout, text),
  };
}

/** Runs the built command line to its end; it never throws. */
export function cli(argv: readonly string[], request: CliRequest = {}): Promise<CliOutcome> {
  return startCli(argv, request).outcome;
}

function environment(directory: string, mark: string, extra: CliRequest['env'] = {}): NodeJS.ProcessEnv {
  const { PATH, LOADTEST_K6 } = process.env;
  const [name = '', value] = mark.split('=');
  return { PATH, HOME: directory, LOADTEST_K6, [name]: value, ...extra };
}

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

function textOf(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

function untilSaid(
  child: ChildProcess,
  stderr: () => string,
  stdout: () => string,
  wanted: string | RegExp,
): Promise<void> {
  const isSaid = () => (typeof wanted === 'string' ? stderr().includes(wanted) : wanted.test(stderr()));
  return new Promise((resolve, reject) => {
    const look = () => {
      if (!isSaid()) return;
      child.stderr?.off('data', look);
      resolve();
    };
    child.stderr?.on('data', look);
    child.once('close', () =>
      reject(new Error(`ended without saying ${wanted}\nstdout:\n${stdout()}\nstderr:\n${stderr()}`)),
    );
    look();
  });
}

/** Resolves with the time it took until a condition holds that no event tells of; rejects after `withinMs`. */
export async function until(condition: () => boolean, withinMs: number): Promise<number> {
  const startedMs = performance.now();
  while (!condition()) {
    if (performance.now() - startedMs > withinMs) throw new Error(`not within ${withinMs} ms: ${condition}`);
    await delay(pollMs);
  }
  return performance.now() - startedMs;
}

/** Every file of a directory by its path in there, in order. */
export function filesOf(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .sort();
}

const runsIn = (directory: string) => join(directory, '.loadtest/runs');

/** The ids of the runs in a directory, oldest first. */
export function runIds(directory: string): readonly string[] {
  return existsSync(runsIn(directory)) ? readdirSync(runsIn(directory)).sort() : [];
}

/** The directory of the only run. */
export function runDirectory(directory: string): string {
  const ids = runIds(directory);
  if (ids.length !== 1) throw new Error(`expected one run in ${directory}, got "${ids.join(' ')}"`);
  return join(runsIn(directory), ids[0] ?? '');
}

/** The result of the only run, as it stands on disk; it must be a valid record. */
export function resultOf(directory: string): RunResult {
  return runResultSchema.parse(
    JSON.parse(readFileSync(join(runDirectory(directory), 'result.json'), 'utf8')),
  );
}

export function planOf(directory: string): RunPlan {
  return runPlanSchema.parse(JSON.parse(readFileSync(join(runDirectory(directory), 'plan.json'), 'utf8')));
}

/** The count of a counter in a result; 0 if it never occurred. */
export function countOf({ metrics }: RunResult, name: string): number {
  const metric = metrics[name];
  return metric?.type === 'counter' ? metric.count : 0;
}
