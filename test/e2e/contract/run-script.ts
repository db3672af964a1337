import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { RunResult, SeriesPoint } from '../../../core/records/index.ts';
import { archiveForRun, bundleScenario } from '../../../runner/bundle/bundle.ts';
import { k6Environment } from '../../../runner/k6-environment.ts';
import { startLocalRun } from '../../../runner/local/backend.ts';
import { planRun } from '../../../runner/plan/plan-run.ts';
import { openStore } from '../../../runner/store/run-store.ts';
import { makeProject } from '../../runner/bundle/project.ts';
import { planInput } from '../../runner/plan/plan-fixture.ts';
import { makeContext } from '../../runner/test-context.ts';

const k6 = process.env.LOADTEST_K6 ?? 'k6';

export interface ScriptRun {
  readonly result: RunResult;
  readonly points: readonly SeriesPoint[];
}

type Variables = Readonly<Record<string, string>>;

/** Runs a script by this package on so many local workers. */
export async function runByLoadtest(
  script: string,
  workers: number,
  variables: Variables,
): Promise<ScriptRun> {
  const ctx = makeContext();
  const root = makeProject({ 'script.ts': script });
  const request = { scenario: 'script', file: join(root, 'script.ts'), k6, variables };
  const bundled = await bundleScenario(ctx, request);
  const { bundle } = bundled;
  const { plan } = planRun({ ...planInput, bundle, workers });
  const bytes = await archiveForRun(ctx, request, bundled, plan.options);
  const store = openStore(join(root, 'runs'));
  const run = startLocalRun(ctx, {
    plan,
    archive: bytes,
    sourceRoot: bundle.root,
    k6,
    store,
    prepare: [],
    cleanup: [],
    startTarget: async () => undefined,
    sources: () => [],
    k6Environment: () => k6Environment(ctx.env, variables),
    onLog: () => undefined,
  });
  const result = await run.result;
  const points: SeriesPoint[] = [];
  for await (const point of store.readSeries(plan.runId)) points.push(point);
  return { result, points };
}

const groupSchema = z.object({
  checks: z.record(z.string(), z.object({ passes: z.number(), fails: z.number() })),
  get groups() {
    return z.record(z.string(), groupSchema);
  },
});

const summarySchema = z.object({
  root_group: groupSchema,
  metrics: z.record(
    z.string(),
    z.looseObject({ thresholds: z.record(z.string(), z.boolean()).optional() }).catchall(z.unknown()),
  ),
});
export type Summary = z.infer<typeof summarySchema>;

/** Runs the same script by `k6 run` alone; gives the summary that k6 makes of it. */
export async function runByK6(script: string, variables: Variables): Promise<Summary> {
  const root = makeProject({ 'script.ts': script });
  const args = ['run', '--quiet', '--no-usage-report', '--summary-export=summary.json', 'script.ts'];
  const env = k6Environment({ PATH: process.env.PATH }, variables);
  // k6 fails if a threshold does; the summary says which.
  await promisify(execFile)(k6, args, { cwd: root, env: { ...env } }).catch(() => undefined);
  return summarySchema.parse(JSON.parse(readFileSync(join(root, 'summary.json'), 'utf8')));
}
