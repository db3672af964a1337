import type { ChildProcess, SpawnOptions } from 'node:child_process';

/** A text stream of the outside world, and what a renderer must know of it. */
export interface Output {
  write(text: string): void;
  /** Resolves once what was written has arrived or its reader has gone; rejects where it cannot arrive. */
  flushed(): Promise<void>;
  readonly isTTY: boolean;
  readonly columns: number;
}

/**
 * The outside world. Made once in `cli/main.ts`; nothing else touches `process`, so that every command can be run
 * in process by a test with its own streams, environment, clock and signals.
 */
export interface Context {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Wall clock, milliseconds since the epoch. */
  now(): number;
  /** Monotonic clock, milliseconds from an arbitrary start. */
  monotonicMs(): number;
  /** Resolves after `durationMs`, or at once when the signal is aborted; it never rejects. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
  /** Uniform in [0, 1). */
  random(): number;
  /** Calls `handler` on SIGINT and SIGTERM until the returned function is called. */
  onSignal(handler: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  spawn(file: string, args: readonly string[], options: SpawnOptions): ChildProcess;
}
