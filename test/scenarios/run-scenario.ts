import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { compileScenario } from '../../runner/bundle/compile.ts';

const k6 = process.env.LOADTEST_K6 ?? 'k6';
const scenarios = resolve(import.meta.dirname, '../../scenarios');

const groupSchema = z.object({
  checks: z.record(z.string(), z.object({ passes: z.number(), fails: z.number() })),
  get groups() {
    return z.record(z.string(), groupSchema);
  },
});
const summarySchema = z.object({
  root_group: groupSchema,
  metrics: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const pointSchema = z.object({
  type: z.string(),
  metric: z.string(),
  data: z.object({
    time: z.coerce.date().optional(),
    value: z.number().optional(),
    tags: z.record(z.string(), z.string()).optional(),
  }),
});

/** What plain k6 made of a scenario. */
export interface ScenarioRun {
  readonly exitCode: number | null;
  readonly stderr: string;
  /** Passes and fails by the check's name, in whatever group. */
  readonly checks: Readonly<Record<string, { readonly passes: number; readonly fails: number }>>;
  readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Every sample of the metric, in order of time. */
  pointsOf(metric: string): { readonly tMs: number; readonly tags: Readonly<Record<string, string>> }[];
}

/** A bundled example in a directory of its own with the data files; `remove` deletes it. */
export async function bundleExample(name: string) {
  const directory = await mkdtemp(join(tmpdir(), 'loadtest-scenario-'));
  const { code } = await compileScenario(join(scenarios, `${name}.ts`));
  await writeFile(join(directory, 'script.js'), code);
  await cp(join(scenarios, 'data'), join(directory, 'data'), { recursive: true });
  return { directory, remove: () => rm(directory, { recursive: true }) };
}

/** Bundles an example and runs it with the real k6 and these arguments. */
export async function runExample(name: string, args: readonly string[]): Promise<ScenarioRun> {
  const { directory, remove } = await bundleExample(name);
  try {
    return await runBundle(directory, args);
  } finally {
    await remove();
  }
}

/** The options that k6 derives from an example, as `k6 inspect` says. */
export async function inspectExample(name: string): Promise<unknown> {
  const { directory, remove } = await bundleExample(name);
  try {
    const { stdout } = await execute(directory, ['inspect', '--execution-requirements', 'script.js']);
    return JSON.parse(stdout);
  } finally {
    await remove();
  }
}

async function runBundle(directory: string, args: readonly string[]): Promise<ScenarioRun> {
  const fixed = [
    '--quiet',
    '--address=127.0.0.1:0',
    '--summary-export=summary.json',
    '--out=json=points.ndjson',
  ];
  const { exitCode, stderr } = await execute(directory, ['run', ...fixed, ...args, 'script.js']);
  const summary = summarySchema.parse(JSON.parse(await readFile(join(directory, 'summary.json'), 'utf8')));
  const lines = (await readFile(join(directory, 'points.ndjson'), 'utf8')).trim().split('\n');
  const points = lines.map((line) => pointSchema.parse(JSON.parse(line)));
  return {
    exitCode,
    stderr,
    checks: checksOf(summary.root_group),
    metrics: summary.metrics,
    pointsOf: (metric) =>
      points
        .filter((point) => point.type === 'Point' && point.metric === metric)
        .map(({ data }) => ({ tMs: data.time?.getTime() ?? Number.NaN, tags: data.tags ?? {} }))
        .sort((a, b) => a.tMs - b.tMs),
  };
}

async function execute(directory: string, args: readonly string[]) {
  const env = { K6_NO_USAGE_REPORT: 'true' };
  const child = spawn(k6, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done));
  const [exitCode, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

function checksOf(group: z.infer<typeof groupSchema>): ScenarioRun['checks'] {
  return Object.assign({ ...group.checks }, ...Object.values(group.groups).map(checksOf));
}
