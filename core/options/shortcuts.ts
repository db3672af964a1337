import { refuse } from '../problems.ts';
import type { K6Options, K6Scenario } from '../records/k6-options.ts';
import { scenariosOf } from './scenarios.ts';

/** Load as a command line says it; durations as k6 writes them. */
export interface LoadShortcuts {
  readonly vus?: number | undefined;
  readonly duration?: string | undefined;
  readonly iterations?: number | undefined;
  /** Iterations started per second. */
  readonly rate?: number | undefined;
  readonly stages?: readonly { readonly duration: string; readonly target: number }[] | undefined;
  readonly preAllocatedVUs?: number | undefined;
  readonly maxVUs?: number | undefined;
}

/**
 * The options with the load of the shortcuts in place of the script's, with k6's meaning: `vus` with `duration`
 * loop virtual users, `iterations` are shared, `stages` ramp virtual users, `rate` starts iterations. The script's
 * scenario keeps its name and all that is not load. `vus`, `duration` or `rate` alone changes that one number where
 * the scenario has it. All other options stay.
 *
 * @throws LoadtestError OPTIONS_INVALID that names every contradiction, and the scenarios where there are several
 */
export function applyShortcuts(options: K6Options, shortcuts: LoadShortcuts): K6Options {
  const given = Object.entries(shortcuts).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (given.length === 0) return options;
  const scenarios = Object.entries(scenariosOf(options));
  refuse('OPTIONS_INVALID', [...contradictions(shortcuts), ...severalScenarios(scenarios, given)]);
  const replaced = scenarios.map(
    ([name, scenario]) => [name, replaceLoad(name, scenario, shortcuts, given)] as const,
  );
  return { ...options, ...noLoad, scenarios: Object.fromEntries(replaced) };
}

const noLoad = { vus: null, duration: null, iterations: null, stages: null };

function contradictions(shortcuts: LoadShortcuts): string[] {
  const { vus, duration, iterations, rate, stages, preAllocatedVUs, maxVUs } = shortcuts;
  const rules: readonly (readonly [boolean, string])[] = [
    [rate !== undefined && !(rate > 0 && rate < Infinity), `rate must be more than 0, got "${rate}"`],
    [
      rate !== undefined && vus !== undefined,
      'rate and vus exclude each other: a rate takes the virtual users it needs',
    ],
    [
      rate !== undefined && iterations !== undefined,
      'rate and iterations exclude each other: a rate counts by time',
    ],
    [
      rate !== undefined && stages !== undefined,
      'rate and stages exclude each other: stages ramp virtual users',
    ],
    [
      stages !== undefined && duration !== undefined,
      'stages and duration exclude each other: stages have their own',
    ],
    [
      stages !== undefined && iterations !== undefined,
      'stages and iterations exclude each other: stages last a time',
    ],
    [rate === undefined && preAllocatedVUs !== undefined, 'preAllocatedVUs needs a rate'],
    [rate === undefined && maxVUs !== undefined, 'maxVUs needs a rate'],
    [
      (maxVUs ?? Infinity) < (preAllocatedVUs ?? 0),
      `maxVUs must not be less than preAllocatedVUs, got "${maxVUs}"`,
    ],
  ];
  return rules.flatMap(([broken, sentence]) => (broken ? [sentence] : []));
}

function severalScenarios(
  scenarios: readonly (readonly [string, K6Scenario])[],
  given: readonly string[],
): string[] {
  if (scenarios.length < 2) return [];
  const names = scenarios.map(([name]) => `"${name}"`).join(', ');
  return [`${given.join(', ')} cannot tell which of the script's scenarios is meant: ${names}`];
}

function replaceLoad(
  name: string,
  scenario: K6Scenario,
  shortcuts: LoadShortcuts,
  given: readonly string[],
): K6Scenario {
  const load = wholeLoad(scenario, shortcuts);
  if (load) return { ...keptOf(scenario), ...load };
  const changed = changedLoad(scenario, shortcuts);
  if (!changed) {
    const reason = `${given.join(', ')} alone says no load for scenario "${name}", which is ${scenario.executor}`;
    refuse(
      'OPTIONS_INVALID',
      [reason],
      'say what else the load is: vus with duration, rate with duration, or stages',
    );
  }
  return { ...scenario, ...changed };
}

/** What a scenario keeps when its load is replaced. */
function keptOf({ exec, env, tags, startTime, gracefulStop, options }: K6Scenario) {
  return { exec, env, tags, startTime, gracefulStop, options };
}

/** The load that the shortcuts say by themselves. */
function wholeLoad(scenario: K6Scenario, shortcuts: LoadShortcuts): K6Scenario | undefined {
  const { vus, duration, iterations, rate, stages } = shortcuts;
  if (stages) return { executor: 'ramping-vus', startVUs: vus, stages };
  if (iterations !== undefined) {
    const shared = vus ?? Math.min(vusOf(scenario), iterations);
    return { executor: 'shared-iterations', vus: shared, iterations, maxDuration: duration };
  }
  if (rate !== undefined && duration !== undefined) {
    return {
      executor: 'constant-arrival-rate',
      ...wholeRate(rate),
      duration,
      ...pool(scenario, shortcuts, rate),
    };
  }
  if (duration === undefined || rate !== undefined) return undefined;
  if (vus !== undefined) return { executor: 'constant-vus', vus, duration };
  return isCounted(scenario) ? { executor: 'constant-vus', vus: vusOf(scenario), duration } : undefined;
}

/** The numbers that a shortcut alone changes; `undefined` where the scenario has no such number. */
function changedLoad(scenario: K6Scenario, shortcuts: LoadShortcuts): K6Scenario | undefined {
  const { vus, duration, rate } = shortcuts;
  const { executor } = scenario;
  if (rate !== undefined) {
    if (executor !== 'constant-arrival-rate') return undefined;
    return { executor, ...wholeRate(rate), ...pool(scenario, shortcuts, rate) };
  }
  if (duration !== undefined) {
    return executor === 'constant-vus' || executor === 'constant-arrival-rate'
      ? { executor, duration }
      : undefined;
  }
  if (executor === 'shared-iterations') {
    return { executor, vus, iterations: Math.max(numberOf(scenario.iterations) ?? 1, vus ?? 1) };
  }
  return isCounted(scenario) || executor === 'constant-vus' ? { executor, vus } : undefined;
}

/** k6 takes whole rates only: 0.5 a second is 5 in 10 s; four decimals count. */
function wholeRate(ratePerSec: number): { readonly rate: number; readonly timeUnit: string } {
  const units = [1, 10, 100, 1_000, 10_000];
  const unitSec =
    units.find((sec) => Math.abs(ratePerSec * sec - Math.round(ratePerSec * sec)) < 1e-6) ?? 10_000;
  return { rate: Math.max(1, Math.round(ratePerSec * unitSec)), timeUnit: `${unitSec}s` };
}

/** Virtual users for a rate: as said, else the script's, else enough for iterations of 1 s and at most of 10 s. */
function pool(scenario: K6Scenario, shortcuts: LoadShortcuts, ratePerSec: number) {
  const ready = shortcuts.preAllocatedVUs ?? numberOf(scenario.preAllocatedVUs);
  const most = numberOf(scenario.maxVUs) ?? ready ?? Math.ceil(ratePerSec * 10);
  const maxVUs = shortcuts.maxVUs ?? Math.max(most, ready ?? 0);
  return { preAllocatedVUs: Math.min(ready ?? Math.max(10, Math.ceil(ratePerSec)), maxVUs), maxVUs };
}

function isCounted({ executor }: K6Scenario): boolean {
  return executor === 'shared-iterations' || executor === 'per-vu-iterations';
}

function vusOf(scenario: K6Scenario): number {
  return numberOf(scenario.vus) ?? 1;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
