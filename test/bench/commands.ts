import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exitCode } from '../../core/exit-code.ts';
import type { RunPlan, RunResult } from '../../core/records/index.ts';
import { openStore, type RunStore } from '../../runner/store/run-store.ts';
import type { Bench } from './bench.ts';
import { type Watched, watchCommand } from './watched.ts';

export type Variables = Readonly<Record<string, string>>;

/** A finished `loadtest run` and the records that it left. */
export interface LoadtestRun extends Watched {
  readonly plan: RunPlan;
  readonly result: RunResult;
  readonly store: RunStore;
}

export const script = (name: string) => join(import.meta.dirname, 'scripts', name);

/** Runs a script of the benchmarks with plain k6, as one would without this tool. */
export function runK6(bench: Bench, name: string, variables: Variables): Promise<Watched> {
  const args = ['run', '--quiet', '--no-usage-report', script(name)];
  return watchCommand([bench.k6, ...args], bench.scratch, { ...bench.ctx.env, ...variables });
}

/** Runs a script of the benchmarks with `loadtest run`, each time in a directory of its own. */
export async function runLoadtest(
  bench: Bench,
  name: string,
  variables: Variables,
  flags: readonly string[] = [],
  config: object = {},
): Promise<LoadtestRun> {
  const cwd = await mkdtemp(join(bench.scratch, 'run-'));
  await writeFile(join(cwd, 'loadtest.config.json'), JSON.stringify(config));
  const command = [...bench.loadtest, 'run', script(name), '--quiet', ...flags];
  const env = { ...bench.ctx.env, ...variables, LOADTEST_K6: bench.k6 };
  // At full speed a generator may well be short of CPU, which makes its latencies invalid and not what is read here.
  const watched = await watchCommand(command, cwd, env, [exitCode.ok, exitCode.invalidResult]);
  const store = openStore(join(cwd, '.loadtest/runs'));
  const [summary] = await store.list();
  if (!summary) throw new Error(`loadtest run left no result: ${watched.stderr}`);
  return {
    ...watched,
    store,
    plan: await store.readPlan(summary.id),
    result: await store.readResult(summary.id),
  };
}
