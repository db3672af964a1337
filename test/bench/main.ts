import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createContext } from '../../cli/context.ts';
import { provideK6 } from '../../runner/k6/provide.ts';
import { accuracy } from './accuracy.ts';
import type { Bench, Benchmark } from './bench.ts';
import { compactJson } from './compact-json.ts';
import { coordinator } from './coordinator.ts';
import { describeMachine } from './machine.ts';
import { memory } from './memory.ts';
import { report } from './report.ts';
import { startUp } from './start-up.ts';
import { throughput } from './throughput.ts';

/**
 * Runs the benchmarks that are named, or all, and prints one JSON document. `--quick` shortens them: to see that they
 * work, not for figures.
 */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  throughput,
  accuracy,
  memory,
  coordinator,
  'start-up': startUp,
  report,
};

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const named = args.filter((arg) => arg !== '--quick');
const unknown = named.filter((name) => !(name in benchmarks));
const cli = resolve(import.meta.dirname, '../../dist/cli/main.js');
const say = (line: string) => void process.stderr.write(`${line}\n`);

if (unknown.length > 0) {
  say(`no benchmark ${unknown.join(', ')}: there are ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 2;
} else if (!existsSync(cli)) {
  say(`the benchmarks run the compiled command line, and ${cli} is not there: npm run build`);
  process.exitCode = 3;
} else {
  await runAll(Object.entries(benchmarks).filter(([name]) => named.length === 0 || named.includes(name)));
}

async function runAll(chosen: readonly (readonly [string, Benchmark])[]): Promise<void> {
  const ctx = createContext();
  const k6 = await provideK6(ctx, { offline: false, onProgress: say });
  const results: Record<string, object> = {};
  for (const [name, { measures, run }] of chosen) {
    const scratch = await mkdtemp(join(tmpdir(), 'loadtest-bench-'));
    const bench: Bench = { ctx, k6: k6.path, loadtest: [process.execPath, cli], scratch, quick, say };
    const { machine, loadAverage } = describeMachine(k6.version);
    say(`${name}: ${measures}`);
    results[name] = { measures, machine, loadAverage, ...(await run(bench)) };
    await rm(scratch, { recursive: true });
  }
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  process.stdout.write(`${compactJson({ command, results })}\n`);
}
