import type { ActiveRun } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import type { MetricSource } from '../../core/metric-source.ts';
import { k6Environment } from '../../runner/k6-environment.ts';
import { startLocalRun } from '../../runner/local/backend.ts';
import { type RunningTarget, startSampleApi, startTarget } from '../../runner/local/target.ts';
import { processSource } from '../../runner/observe/process.ts';
import { createSources } from '../observers.ts';
import { inRoot } from './in-root.ts';
import { noteOf } from './log-notes.ts';
import type { StartRequest } from './places.ts';

/** Starts a prepared run as the configuration wants it: its target, its observers, its commands. */
export async function startRun(
  ctx: Context,
  { prepared, loaded, store, view, readyMs }: StartRequest,
): Promise<ActiveRun> {
  const { config, root } = loaded;
  const { plan, variables } = prepared;
  const configured = await createSources(ctx, config, view.note);
  return startLocalRun(ctx, {
    plan,
    archive: prepared.archive,
    sourceRoot: prepared.sourceRoot,
    k6: prepared.k6.path,
    store,
    prepare: config.prepare.map((command) => inRoot(command, root)),
    cleanup: config.cleanup.map((command) => inRoot(command, root)),
    ...(readyMs !== undefined && { deadlines: { readyMs } }),
    async startTarget(signal) {
      if (config.target) return startTarget(ctx, inRoot(config.target, root), signal);
      return prepared.isExample && variables.TARGET_URL === undefined && ctx.env.TARGET_URL === undefined
        ? startSampleApi(ctx)
        : undefined;
    },
    sources: (target) => [...observed(ctx, target), ...configured],
    k6Environment: (target) =>
      k6Environment({ ...ctx.env, ...(target && { TARGET_URL: target.url }) }, variables),
    onLog(worker, line) {
      const note = noteOf(line, prepared.sourceRoot, ctx.cwd);
      if (note !== undefined) view.note(plan.workers > 1 ? `[${worker}] ${note}` : note);
    },
  });
}

/** What was started for the run is observed without being asked for. */
function observed(ctx: Context, target: RunningTarget | undefined): MetricSource[] {
  return target?.pid === undefined ? [] : [processSource(ctx, { pid: target.pid, name: target.name })];
}
