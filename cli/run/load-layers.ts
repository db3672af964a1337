import { parseDuration } from '../../core/duration.ts';
import { LoadtestError } from '../../core/errors.ts';
import { designLoad, type Workload, workloadScenarios } from '../../core/load/index.ts';
import type { LoadLayers } from '../../runner/plan/plan-run.ts';
import type { LoadedConfig } from '../config/config.ts';
import type { ValuesOf } from '../option.ts';
import { statedWorkload, workloadOptions } from '../workload-options.ts';
import { workloadRequests } from '../workload-requests.ts';
import type { runOptions } from './options.ts';

export type RunOptions = ValuesOf<typeof runOptions>;

const defaultPlateau = '3m';

/** What sets the load besides the script: a profile, a workload if one is asked for, and the flags. */
export function loadLayersOf(options: RunOptions, { config, profile }: LoadedConfig): LoadLayers {
  const { vus, duration, iterations, rate, stage, preAllocatedVus, maxVus } = options;
  if (asksForWorkload(options)) {
    const mixed = { vus, iterations, rate, stage: stage[0], preAllocatedVus, maxVus };
    refuseMixture(Object.entries(mixed).flatMap(([name, value]) => (value === undefined ? [] : [name])));
    return {
      profile,
      workload: workloadLayer(options, statedWorkload(options, config.workload)),
      shortcuts: {},
    };
  }
  return {
    profile,
    shortcuts: {
      vus,
      duration,
      iterations,
      rate,
      ...(stage.length > 0 && { stages: stage }),
      preAllocatedVUs: preAllocatedVus,
      maxVUs: maxVus,
    },
  };
}

/** A workload that is only configured serves estimates; a flag makes it the load of the run. */
function asksForWorkload(options: RunOptions): boolean {
  const given = (Object.keys(workloadOptions) as (keyof typeof workloadOptions)[]).some(
    (name) => options[name] !== undefined,
  );
  return given || options.at !== undefined;
}

function refuseMixture(flags: readonly string[]): void {
  if (flags.length === 0) return;
  throw new LoadtestError(
    'USAGE',
    `${flags.join(', ')} cannot be used with a workload, which sets the load itself`,
    {
      hint: 'leave one of them out',
    },
  );
}

function workloadLayer(
  { at, duration, iteration }: RunOptions,
  workload: Workload | undefined,
): LoadLayers['workload'] {
  if (workload?.concurrentUsers === undefined && workload?.dailyUsers === undefined) {
    throw new LoadtestError('USAGE', 'a workload needs users: give --concurrent-users or --daily-users', {
      hint: 'or write workload.concurrentUsers or workload.dailyUsers into the configuration',
    });
  }
  const design = designLoad(workload, { iteration: iteration ?? 'session' });
  const durationMs = parseDuration(duration ?? defaultPlateau) ?? 0;
  return {
    scenario: { ...workloadScenarios(design, { durationMs, at: at ?? [1] }).default },
    intended: {
      ratePerSec: design.iterationsPerSec,
      derivation: [...design.derivation, ...design.warnings],
      ...(design.mix && { mix: { ...design.mix } }),
      requests: workloadRequests(workload),
    },
  };
}
