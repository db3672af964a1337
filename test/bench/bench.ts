import type { Context } from '../../core/context.ts';

/** What every benchmark works with. */
export interface Bench {
  readonly ctx: Context;
  readonly k6: string;
  /** The compiled command line: a program and its first arguments. */
  readonly loadtest: readonly [file: string, ...args: string[]];
  /** An empty directory. */
  readonly scratch: string;
  /** Shorter runs, to see that a benchmark works. */
  readonly quick: boolean;
  /** Progress, for whoever waits. */
  say(line: string): void;
}

/** Whether a figure keeps its goal. */
export interface Goal {
  readonly what: string;
  readonly wanted: string;
  readonly measured: number;
  readonly met: boolean;
}

/** What a benchmark found: its goals, and the figures behind them. */
export interface Findings {
  readonly goals: readonly Goal[];
  readonly figures: object;
}

export interface Benchmark {
  readonly measures: string;
  run(bench: Bench): Promise<Findings>;
}

export function atLeast(what: string, limit: number, measured: number, unit = ''): Goal {
  return { what, wanted: `>= ${limit}${unit}`, measured: rounded(measured), met: measured >= limit };
}

export function atMost(what: string, limit: number, measured: number, unit = ''): Goal {
  return { what, wanted: `<= ${limit}${unit}`, measured: rounded(measured), met: measured <= limit };
}

/** To four significant digits; nothing is measured better than that. */
export function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
