import { randomBytes } from 'node:crypto';
import type { ActiveRun } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { MetricSource, RunClock } from '../../core/metric-source.ts';
import { maxVusOf } from '../../core/options/derived-scenario.ts';
import { deriveScenarios } from '../../core/options/scenarios.ts';
import type { CommandLog, ObservedSeries, RunPlan, RunResult } from '../../core/records/index.ts';
import { coordinate } from '../coordinator/coordinator.ts';
import { failedOutcome, type RunOutcome } from '../coordinator/outcome.ts';
import { type Deadlines, defaultDeadlines } from '../coordinator/session.ts';
import { LiveFeed } from '../observe/live-feed.ts';
import { buildResult } from '../result/build-result.ts';
import { judgeServers } from '../result/judge-servers.ts';
import type { RunStore } from '../store/run-store.ts';
import { cleanUp, prepare } from './commands.ts';
import { type Fleet, launchWorkers } from './launch.ts';
import { heapLimitBytes, watchMachine } from './machine.ts';
import { openRunDirectory, type RunDirectory } from './run-directory.ts';
import type { ShellCommand } from './shell.ts';
import type { RunningTarget } from './target.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface LocalRunInput {
  readonly plan: RunPlan;
  /** The bundle's archive with the plan's options. */
  readonly archive: Uint8Array;
  readonly sourceRoot: string;
  readonly k6: string;
  readonly store: RunStore;
  readonly prepare: readonly ShellCommand[];
  readonly cleanup: readonly ShellCommand[];
  readonly deadlines?: Partial<Deadlines>;
  /** Brings up the system under test, if that is ours to do. */
  startTarget(signal: AbortSignal): Promise<RunningTarget | undefined>;
  /** What is observed beside the run. */
  sources(target: RunningTarget | undefined): readonly MetricSource[];
  /** What k6 and its script see. */
  k6Environment(target: RunningTarget | undefined): Environment;
  /** A line of a worker's log, as k6 wrote it. */
  onLog(worker: number, line: string): void;
}

interface Control {
  readonly stop: AbortController;
  /** Aborted when the user wants no more of it, not even the clean-up. */
  readonly kill: AbortController;
  fleet?: Fleet;
  /** The live state, and the thresholds on servers that may stop the load. */
  readonly feed: LiveFeed;
}

/** Runs a plan with workers on this machine; the coordinator lives in this process. */
export function startLocalRun(ctx: Context, input: LocalRunInput): ActiveRun {
  const stop = new AbortController();
  const control: Control = {
    stop,
    kill: new AbortController(),
    feed: new LiveFeed(input.plan.serverThresholds ?? [], stop),
  };
  return {
    onLive: (listener) => control.feed.onLive(listener),
    stop: (reason) => control.stop.abort(reason),
    kill() {
      control.kill.abort();
      control.stop.abort('killed');
      control.fleet?.kill();
    },
    result: runLocally(ctx, input, control),
  };
}

/** From the run's directory to its result; whatever fails on the way stands in the result. */
async function runLocally(ctx: Context, input: LocalRunInput, control: Control): Promise<RunResult> {
  const { plan, store } = input;
  const directory = await openRunDirectory(store, plan, input.archive);
  const commands: CommandLog[] = [];
  const machine = watchMachine();
  const { outcome, observed } = await attempt(ctx, input, control, directory, commands);
  const isKilled = control.kill.signal.aborted;
  if (!isKilled) await cleanUp(ctx, input.cleanup, control.kill.signal, commands);
  const built = buildResult({
    plan,
    outcome: isKilled ? killedOutcome(outcome, String(control.stop.signal.reason)) : outcome,
    observed,
    commands,
    generator: machine(),
    sourceRoot: input.sourceRoot,
    cwd: ctx.cwd,
  });
  const result = judgeServers(built, plan.serverThresholds, control.feed.aborting);
  await store.writeResult(result);
  await directory.close();
  return result;
}

/** Whatever failed when everything was ended by force was meant to. */
function killedOutcome({ failure: _, ...outcome }: RunOutcome, message: string): RunOutcome {
  return { ...outcome, end: { by: 'user', message } };
}

interface Attempt {
  readonly outcome: RunOutcome;
  readonly observed: readonly ObservedSeries[];
}

async function attempt(
  ctx: Context,
  input: LocalRunInput,
  control: Control,
  directory: RunDirectory,
  commands: CommandLog[],
): Promise<Attempt> {
  let target: RunningTarget | undefined;
  try {
    await prepare(ctx, input.prepare, control.stop.signal, commands);
    target = await input.startTarget(control.stop.signal);
    const lost = watchTarget(target, control);
    const { outcome, observed } = await loadAndObserve(ctx, input, control, directory, target);
    const failure = lost();
    if (!failure) return { observed, outcome };
    return { observed, outcome: { ...outcome, failure, end: { by: 'failure', message: failure.message } } };
  } catch (error) {
    if (!(error instanceof LoadtestError)) throw error;
    return { outcome: failedOutcome(error, ctx.now()), observed: [] };
  } finally {
    await target?.stop();
  }
}

/** Stops the load when the target ends by itself; the returned function gives the failure if it has. */
function watchTarget(target: RunningTarget | undefined, { stop }: Control): () => LoadtestError | undefined {
  let failure: LoadtestError | undefined;
  void target?.ended.then((exitCode) => {
    failure = new LoadtestError('TARGET_DOWN', `${target.name} ended with ${exitCode} during the run`, {
      hint: `what was measured until then is in the result; it said: ${target.output() || 'nothing'}`,
    });
    stop.abort(failure.message);
  });
  return () => failure;
}

async function loadAndObserve(
  ctx: Context,
  input: LocalRunInput,
  control: Control,
  directory: RunDirectory,
  target: RunningTarget | undefined,
): Promise<Attempt> {
  const { plan } = input;
  const clock = startableClock(ctx);
  const sources = input.sources(target);
  await Promise.all(sources.map((source) => source.start(clock)));
  const token = randomBytes(24).toString('hex');
  const maxVus = deriveScenarios(plan.options).reduce((sum, scenario) => sum + maxVusOf(scenario), 0);
  const memoryLimitBytes = heapLimitBytes(plan.workers, maxVus);
  try {
    const outcome = await coordinate({
      ctx,
      plan,
      archive: input.archive,
      sourceRoot: input.sourceRoot,
      host: '127.0.0.1',
      token,
      journal: directory.journal,
      deadlines: { ...defaultDeadlines, ...input.deadlines },
      stop: control.stop.signal,
      onUnpause(originMs) {
        clock.start(originMs);
        directory.noteStart(ctx.now());
      },
      onLive(state) {
        control.feed.take(state, () => {
          const fresh = sources.flatMap((source) => source.fresh?.() ?? []);
          directory.observe(fresh);
          return fresh;
        });
      },
      launch(address, registry) {
        const settings = {
          token,
          k6: input.k6,
          directory: directory.scratch,
          cwd: ctx.cwd,
          memoryLimitBytes,
        };
        const env = input.k6Environment(target);
        control.fleet = launchWorkers(ctx, {
          workers: plan.workers,
          settings,
          address,
          env,
          registry,
          onLog(worker, line) {
            directory.log(worker, line);
            input.onLog(worker, line);
          },
        });
      },
    });
    const window = { startMs: -Infinity, endMs: outcome.durationMs };
    const observed = await Promise.all(sources.map((source) => source.finish(window)));
    return { outcome, observed: observed.flat() };
  } finally {
    control.fleet?.kill();
    await control.fleet?.ended;
  }
}

/** The run's clock; before the unpause it counts from an arbitrary start. */
function startableClock(ctx: Context): RunClock & { readonly start: (originMs: number) => void } {
  let origin = ctx.monotonicMs();
  return {
    tMs: () => ctx.monotonicMs() - origin,
    start(originMs) {
      origin = originMs;
    },
  };
}
