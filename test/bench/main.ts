import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createContext } from '../../cli/context.ts';
import { provideK6 } from '../../runner/k6/provide.ts';
import { accuracy } from './accuracy.ts';
import type { Bench, Benchmark } from './bench.ts';
import { cloudWatch } from './cloudwatch.ts';
import { compactJson } from './compact-json.ts';
import { coordinator } from './coordinator.ts';
import { estimator } from './estimator.ts';
import { fleet } from './fleet.ts';
import { kubernetes } from './kubernetes.ts';
import { describeMachine } from './machine.ts';
import { memory } from './memory.ts';
import { type Benchmarks, benchmarksSchema, fillPage } from './page.ts';
import { report } from './report.ts';
import { startUp } from './start-up.ts';
import { throughput } from './throughput.ts';

/**
 * Runs the benchmarks that are named, or all, and prints one JSON document. `--quick` shortens them: to see that they
 * work, not for figures. `--docs` keeps the figures in docs/benchmarks.json, and makes the tables of
 * docs/benchmarks.md from all that lie there.
 */
const benchmarks: Readonly<Record<string, Benchmark>> = {
  throughput,
  accuracy,
  memory,
  coordinator,
  fleet,
  'start-up': startUp,
  report,
  cloudwatch: cloudWatch,
  estimator,
  kubernetes,
};

const args = process.argv.slice(2);
const flags = args.filter((arg) => arg.startsWith('--'));
const named = args.filter((arg) => !arg.startsWith('--'));
const unknown = [
  ...named.filter((name) => !(name in benchmarks)),
  ...flags.filter((flag) => !['--quick', '--docs'].includes(flag)),
];
const quick = flags.includes('--quick');
const isKept = flags.includes('--docs');
const root = resolve(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli/main.js');
const say = (line: string) => void process.stderr.write(`${line}\n`);

if (unknown.length > 0) {
  say(`no ${unknown.join(', ')}: there are ${Object.keys(benchmarks).join(', ')}, --quick and --docs`);
  process.exitCode = 2;
} else if (quick && isKept) {
  say('figures of --quick are none for --docs');
  process.exitCode = 2;
} else if (!existsSync(cli)) {
  say(`the benchmarks run the compiled command line, and ${cli} is not there: npm run build`);
  process.exitCode = 3;
} else {
  const found = await runAll(
    Object.entries(benchmarks).filter(([name]) => named.length === 0 || named.includes(name)),
  );
  process.stdout.write(`${compactJson(found)}\n`);
  if (isKept) keep(found);
}

async function runAll(chosen: readonly (readonly [string, Benchmark])[]): Promise<Benchmarks> {
  const ctx = createContext();
  const k6 = await provideK6(ctx, { offline: false, onProgress: say });
  const command = ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  const found: Record<string, Benchmarks[string]> = {};
  for (const [name, { measures, run }] of chosen) {
    const scratch = await mkdtemp(join(tmpdir(), 'loadtest-bench-'));
    const bench: Bench = { ctx, k6: k6.path, loadtest: [process.execPath, cli], scratch, quick, say };
    const { machine, loadAverage } = describeMachine(k6.version);
    const date = new Date().toISOString().slice(0, 10);
    say(`${name}: ${measures}`);
    const { goals, figures } = await run(bench);
    found[name] = { command, date, machine, loadAverage, measures, goals: [...goals], figures };
    await rm(scratch, { recursive: true });
  }
  return found;
}

function keep(found: Benchmarks): void {
  const document = join(root, 'docs/benchmarks.json');
  const page = join(root, 'docs/benchmarks.md');
  const before = existsSync(document)
    ? benchmarksSchema.parse(JSON.parse(readFileSync(document, 'utf8')))
    : {};
  const all = { ...before, ...found };
  writeFileSync(document, `${compactJson(all)}\n`);
  writeFileSync(page, fillPage(readFileSync(page, 'utf8'), all));
}
