import { refuse } from '../problems.ts';
import type { K6Options, K6Scenario } from '../records/k6-options.ts';
import type { LoadModel } from '../records/step.ts';
import { type DerivedScenario, maxVusOf, type Stage } from './derived-scenario.ts';
import { type ParsedScenario, scenarioSchema } from './scenario-schema.ts';
import { targetCurve } from './target-curve.ts';

/**
 * The scenarios that k6 makes of its options: those of `scenarios`, else one named "default" from `vus`,
 * `duration`, `iterations` and `stages`, else one virtual user with one iteration.
 *
 * @throws LoadtestError OPTIONS_INVALID that names everything that k6 would refuse
 */
export function deriveScenarios(options: K6Options): DerivedScenario[] {
  const problems: string[] = [];
  const scenarios: DerivedScenario[] = [];
  for (const [name, scenario] of Object.entries(scenariosOf(options))) {
    const parsed = scenarioSchema.safeParse(scenario);
    if (parsed.success) {
      const derived = derive(name, parsed.data);
      problems.push(...problemsOf(derived));
      scenarios.push(derived);
    } else {
      for (const { path, message } of parsed.error.issues) {
        problems.push(`scenario "${name}": ${path.length === 0 ? 'executor' : path.join('.')} ${message}`);
      }
    }
  }
  refuse('OPTIONS_INVALID', problems);
  return scenarios;
}

/** The option `scenarios`, or what k6 puts in its place. */
export function scenariosOf(options: K6Options): Readonly<Record<string, K6Scenario>> {
  const { vus, duration, iterations, stages, scenarios } = options;
  const hasStages = stages != null && stages.length > 0;
  const hasScenarios = scenarios != null && Object.keys(scenarios).length > 0;
  const given = [
    ...(iterations == null ? [] : ['iterations']),
    ...(duration == null || iterations != null ? [] : ['duration']),
    ...(hasStages ? ['stages'] : []),
    ...(hasScenarios ? ['scenarios'] : []),
  ];
  if (given.length > 1)
    refuse('OPTIONS_INVALID', [`options ${given.join(', ')} exclude each other, set one of them`]);
  if (iterations != null) {
    return { default: { executor: 'shared-iterations', vus, iterations, maxDuration: duration } };
  }
  if (duration != null) return { default: { executor: 'constant-vus', vus, duration } };
  if (hasStages) return { default: { executor: 'ramping-vus', startVUs: vus, stages } };
  if (vus != null) return { default: { executor: 'shared-iterations', vus, iterations: vus } };
  return hasScenarios ? scenarios : { default: { executor: 'per-vu-iterations' } };
}

function derive(name: string, parsed: ParsedScenario): DerivedScenario {
  const base = { name, exec: parsed.exec, startMs: parsed.startTime, gracefulStopMs: parsed.gracefulStop };
  switch (parsed.executor) {
    case 'constant-vus':
      return { ...base, executor: parsed.executor, vus: parsed.vus, durationMs: parsed.duration };
    case 'ramping-vus': {
      const stages = stagesOf(parsed.stages, 1);
      const { executor, startVUs: startVus, gracefulRampDown: gracefulRampDownMs } = parsed;
      return { ...base, executor, startVus, stages, gracefulRampDownMs };
    }
    case 'shared-iterations':
    case 'per-vu-iterations': {
      const { executor, vus, iterations, maxDuration: maxDurationMs } = parsed;
      return { ...base, executor, vus, iterations, maxDurationMs };
    }
    case 'constant-arrival-rate': {
      const ratePerSec = parsed.rate * perSec(parsed.timeUnit);
      return { ...base, executor: parsed.executor, ratePerSec, durationMs: parsed.duration, ...pool(parsed) };
    }
    case 'ramping-arrival-rate': {
      const startRatePerSec = parsed.startRate * perSec(parsed.timeUnit);
      const stages = stagesOf(parsed.stages, perSec(parsed.timeUnit));
      return { ...base, executor: parsed.executor, startRatePerSec, stages, ...pool(parsed) };
    }
  }
}

function perSec(timeUnitMs: number): number {
  return 1_000 / timeUnitMs;
}

function stagesOf(stages: readonly { duration: number; target: number }[], factor: number): Stage[] {
  return stages.map(({ duration, target }) => ({ durationMs: duration, target: target * factor }));
}

function pool(parsed: { preAllocatedVUs: number; maxVUs?: number | null | undefined }) {
  return { preAllocatedVus: parsed.preAllocatedVUs, maxVus: parsed.maxVUs ?? parsed.preAllocatedVUs };
}

/** What each value allows but not all of them together. */
function problemsOf(scenario: DerivedScenario): string[] {
  const { name } = scenario;
  if (!/^[0-9a-zA-Z_-]+$/.test(name)) {
    return [`scenario "${name}": its name may hold only numbers, latin letters, underscores and dashes`];
  }
  if (scenario.executor === 'shared-iterations' && scenario.iterations < scenario.vus) {
    return [
      `scenario "${name}": iterations (${scenario.iterations}) must not be less than vus (${scenario.vus})`,
    ];
  }
  if ('maxVus' in scenario && scenario.maxVus < scenario.preAllocatedVus) {
    const { maxVus, preAllocatedVus } = scenario;
    return [
      `scenario "${name}": maxVUs (${maxVus}) must not be less than preAllocatedVUs (${preAllocatedVus})`,
    ];
  }
  return maxVusOf(scenario) > 0 ? [] : [`scenario "${name}": at least one virtual user must be asked for`];
}

/**
 * The longest that the run can take from its start, setup and teardown aside: k6's own "max duration", with start
 * times and graceful stops.
 */
export function maxDurationOf(scenarios: readonly DerivedScenario[]): number {
  return Math.max(0, ...scenarios.map((scenario) => scenario.startMs + lengthOf(scenario)));
}

function lengthOf(scenario: DerivedScenario): number {
  const endMs = targetCurve(scenario).at(-1)?.endMs ?? scenario.startMs;
  const stoppedMs = endMs - scenario.startMs + scenario.gracefulStopMs;
  if (scenario.executor !== 'ramping-vus') return stoppedMs;
  const emptyMs = emptyAt(scenario.startVus, scenario.stages);
  return emptyMs === undefined ? stoppedMs : Math.min(emptyMs + scenario.gracefulRampDownMs, stoppedMs);
}

/** When a ramp has come down to no virtual user for good, from the scenario's start; `undefined` if it does not. */
function emptyAt(startVus: number, stages: readonly Stage[]): number | undefined {
  let [vus, endMs, emptyMs] = [startVus, 0, 0];
  for (const { durationMs, target } of stages) {
    endMs += durationMs;
    if (target !== vus) emptyMs = endMs;
    vus = target;
  }
  return vus === 0 ? emptyMs : undefined;
}

/** Open if all scenarios start iterations by rate, closed if all loop virtual users, else mixed. */
export function loadModelOf(scenarios: readonly DerivedScenario[]): LoadModel {
  const models = new Set(scenarios.map(modelOf));
  if (models.size > 1) return 'mixed';
  return models.has('open') ? 'open' : 'closed';
}

/** How one scenario's load arrives. */
export function modelOf(scenario: DerivedScenario): 'open' | 'closed' {
  return scenario.executor.endsWith('-arrival-rate') ? 'open' : 'closed';
}

/**
 * The iterations that the scenario is to start between two times of the run, the integral of its rate, ramps
 * included; `undefined` if its executor has no rate.
 */
export function requestedIterations(
  scenario: DerivedScenario,
  fromMs: number,
  toMs: number,
): number | undefined {
  if (modelOf(scenario) === 'closed') return undefined;
  return targetCurve(scenario).reduce((sum, piece) => {
    const startMs = Math.max(fromMs, piece.startMs);
    const endMs = Math.min(toMs, piece.endMs);
    if (endMs <= startMs) return sum;
    const slope = (piece.to - piece.from) / (piece.endMs - piece.startMs);
    const middle = piece.from + slope * ((startMs + endMs) / 2 - piece.startMs);
    return sum + (middle * (endMs - startMs)) / 1_000;
  }, 0);
}
