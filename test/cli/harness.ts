import { spawn } from 'node:child_process';
import {
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
import type { Command, CommandGroup } from '../../cli/command.ts';
import { runCli } from '../../cli/program.ts';
import type { Context, Output } from '../../core/context.ts';

export interface CliRequest {
  /** Files of the directory that the command is called in, by their path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables besides PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the command is called, within the directory. */
  readonly cwd?: string;
  /** Whether stdout and stderr are a terminal of 80 columns. */
  readonly tty?: boolean;
  /** A directory that is kept, for several calls in a row; default: one that is removed afterwards. */
  readonly directory?: string;
  /** The wall clock, in milliseconds since the epoch; default: the real one. */
  readonly nowMs?: number;
  /** Commands instead of the real ones. */
  readonly commands?: readonly (Command | CommandGroup)[];
}

export interface CliOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Every file of the directory afterwards. */
  readonly files: Readonly<Record<string, string>>;
}

/** Runs the command line in this process and gives what came of it; it never throws. */
export async function cli(argv: readonly string[], request: CliRequest = {}): Promise<CliOutcome> {
  const directory = request.directory ?? makeDirectory();
  for (const [path, text] of Object.entries(request.files ?? {})) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const stdout = captured(request.tty ?? false);
  const stderr = captured(request.tty ?? false);
  const { cwd = '', env, nowMs } = request;
  const ctx = makeContext({ stdout, stderr, cwd: join(directory, cwd), env, nowMs });
  const exitCode = await runCli(ctx, argv, request.commands).catch((error: unknown) => {
    stderr.write(`thrown: ${error instanceof Error ? error.stack : String(error)}`);
    return -1;
  });
  const files = filesOf(directory);
  if (request.directory === undefined) rmSync(directory, { recursive: true });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text(), files };
}

/** An empty directory, by its real path; whoever makes it removes it. */
export function makeDirectory(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), 'loadtest-cli-')));
}

interface Captured extends Output {
  text(): string;
}

/** A stream that keeps what is written to it. */
export function captured(isTTY: boolean, columns = 80): Captured {
  const written: string[] = [];
  return {
    isTTY,
    columns,
    write: (text) => void written.push(text),
    flushed: () => Promise.resolve(),
    text: () => written.join(''),
  };
}

interface World {
  readonly cwd: string;
  readonly stdout?: Output;
  readonly stderr?: Output;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly nowMs?: number | undefined;
}

/** A context with its own streams and environment; processes are the real ones, and the clock unless one is given. */
export function makeContext({
  cwd,
  stdout = captured(false),
  stderr = captured(false),
  env,
  nowMs,
}: World): Context {
  const { PATH, HOME } = process.env;
  return {
    stdout,
    stderr,
    env: { PATH, HOME, ...env },
    cwd,
    now: () => nowMs ?? Date.now(),
    monotonicMs: () => performance.now(),
    sleep: (durationMs, signal) => delay(durationMs, undefined, signal && { signal }).catch(() => undefined),
    random: () => Math.random(),
    onSignal: () => () => undefined,
    spawn: (file, args, options) => spawn(file, [...args], options),
  };
}

function filesOf(directory: string): Readonly<Record<string, string>> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [relative(directory, file), readFileSync(file, 'utf8')];
    }),
  );
}
