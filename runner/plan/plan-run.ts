import { applyGuard } from '../../core/guard/apply.ts';
import { rateCeilingProblems } from '../../core/guard/rate-ceiling.ts';
import { deriveScenarios, loadModelOf, maxDurationOf } from '../../core/options/scenarios.ts';
import { applyShortcuts, type LoadShortcuts } from '../../core/options/shortcuts.ts';
import { mergeTags } from '../../core/options/tags.ts';
import { refuse } from '../../core/problems.ts';
import {
  type Bundle,
  type GuardDecision,
  type IntendedLoad,
  type K6Options,
  type K6Scenario,
  type RunPlan,
  type ServerThresholdSpec,
  schemaVersion,
} from '../../core/records/index.ts';
import { planSegments } from '../../core/segments.ts';
import { stepsOf } from '../../core/steps.ts';
import { requiredSystemTags, thresholdsOf } from '../../core/thresholds/specs.ts';
import { systemTagsFor } from './system-tags.ts';

/** Layers that may set the load, each over the one before: the script's own options are the lowest. */
export interface LoadLayers {
  /** k6 options of a named profile. */
  readonly profile?: { readonly name: string; readonly options: K6Options } | undefined;
  /** The load that a workload asks for, in place of that of the script's only scenario. */
  readonly workload?: { readonly scenario: K6Scenario; readonly intended: IntendedLoad } | undefined;
  readonly shortcuts: LoadShortcuts;
}

export interface PlanInput {
  readonly runId: string;
  readonly createdAt: string;
  readonly file: string;
  readonly bundle: Bundle;
  readonly load: LoadLayers;
  readonly tags: Readonly<Record<string, string>>;
  /** Thresholds of the configuration, besides the script's. */
  readonly thresholds: NonNullable<K6Options['thresholds']>;
  /** Thresholds on what is observed of the servers. */
  readonly serverThresholds: readonly ServerThresholdSpec[];
  readonly workers: number;
  readonly backend: string;
  readonly lostWorkerPolicy: RunPlan['lostWorkerPolicy'];
  readonly observers: readonly string[];
  readonly guard: GuardDecision;
  readonly envNames: readonly string[];
  readonly k6Args: readonly string[];
  readonly versions: RunPlan['versions'];
}

/** A plan, and what the user should know of it before it runs. */
export interface Planned {
  readonly plan: RunPlan;
  /** What each worker gets of the load; none for a single worker. */
  readonly shares: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * The plan of a run, from the bundle's options, the layers above them and the guard's decision. Throws
 * `OPTIONS_INVALID`, `THRESHOLD_INVALID` or `GUARD_REFUSED` with all that is wrong.
 */
export function planRun(input: PlanInput): Planned {
  const { options: loaded, from } = applyLoad(input.bundle.options, input.load);
  const withThresholds = { ...loaded, thresholds: mergeThresholds(loaded.thresholds, input.thresholds) };
  const thresholds = thresholdsOf(withThresholds);
  const systemTags = systemTagsFor(loaded.systemTags, requiredSystemTags(thresholds));
  const tagged = mergeTags({ ...withThresholds, systemTags }, input.tags);
  const options = applyGuard(tagged, input.guard, input.workers);
  const scenarios = deriveScenarios(options);
  const { segments, shares, warnings } = planSegments(scenarios, input.workers);
  refuse('GUARD_REFUSED', rateCeilingProblems(scenarios, input.guard));
  const plan: RunPlan = {
    schemaVersion,
    runId: input.runId,
    createdAt: input.createdAt,
    scenario: { name: input.bundle.scenario, file: input.file },
    bundleDigest: input.bundle.digest,
    options,
    loadFrom: from,
    loadModel: loadModelOf(scenarios),
    steps: stepsOf(scenarios),
    maxDurationMs: maxDurationOf(scenarios),
    thresholds,
    ...(input.serverThresholds.length > 0 && { serverThresholds: [...input.serverThresholds] }),
    workers: input.workers,
    segments: [...segments],
    backend: input.backend,
    lostWorkerPolicy: input.lostWorkerPolicy,
    observers: [...input.observers],
    guard: input.guard,
    ...(input.load.workload && { intended: input.load.workload.intended }),
    envNames: [...input.envNames],
    k6Args: [...input.k6Args],
    versions: input.versions,
  };
  return { plan, shares, warnings };
}

const loadKeys = ['vus', 'duration', 'iterations', 'stages', 'scenarios'] as const;

function applyLoad(
  script: K6Options,
  { profile, workload, shortcuts }: LoadLayers,
): { options: K6Options; from: string } {
  let options = script;
  let from = 'script';
  if (profile) {
    options = overlay(options, profile.options);
    from = `profile ${profile.name}`;
  }
  if (workload) {
    options = overlay(options, { scenarios: replaceLoad(options, workload.scenario) });
    from = 'workload';
  }
  if (Object.values(shortcuts).some((value) => value !== undefined)) {
    options = applyShortcuts(options, shortcuts);
    from = 'flags';
  }
  return { options: withVus(options), from };
}

/** `k6 run` takes one virtual user where a script names none; k6's other commands take it for an error. */
function withVus(options: K6Options): K6Options {
  const { vus, duration, iterations, scenarios } = options;
  const needsVus = scenarios == null && (duration != null || iterations != null);
  return needsVus && vus == null ? { ...options, vus: 1 } : options;
}

/** `upper` over `lower`; as in k6, an upper layer that sets any load clears all load of the lower. */
function overlay(lower: K6Options, upper: K6Options): K6Options {
  const setsLoad = loadKeys.some((key) => upper[key] !== undefined && upper[key] !== null);
  const cleared = setsLoad ? Object.fromEntries(loadKeys.map((key) => [key, null])) : {};
  const thresholds = mergeThresholds(lower.thresholds, upper.thresholds ?? {});
  return { ...lower, ...cleared, ...upper, thresholds };
}

/** The script's only scenario, by its name and its function, with other load. */
function replaceLoad(options: K6Options, load: K6Scenario): Record<string, K6Scenario> {
  const [[name, own] = ['default', undefined], ...others] = Object.entries(options.scenarios ?? {});
  if (others.length > 0) {
    const names = Object.keys(options.scenarios ?? {}).join(', ');
    refuse('OPTIONS_INVALID', [`a workload cannot be shared out among several scenarios: ${names}`]);
  }
  const { exec, env, tags }: Partial<K6Scenario> = own ?? {};
  const kept = Object.entries({ exec, env, tags }).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return { [name]: { ...load, ...Object.fromEntries(kept) } };
}

function mergeThresholds(
  lower: K6Options['thresholds'],
  upper: NonNullable<K6Options['thresholds']>,
): NonNullable<K6Options['thresholds']> {
  const merged = { ...lower };
  for (const [metric, expressions] of Object.entries(upper)) {
    merged[metric] = [...(merged[metric] ?? []), ...expressions];
  }
  return merged;
}
