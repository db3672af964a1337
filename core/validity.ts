import { formatCount, formatMs, formatPercent } from './quantity.ts';
import type { ValidityLevel, ValidityReason } from './records/run-result.ts';

/**
 * What was measured about a run itself. `null` and absent both say "not measured": that makes a run suspect where
 * the measurement is required, and says nothing where it need not apply.
 */
export interface ValidityFacts {
  /** Iterations completed; required. */
  readonly iterations?: number | null;
  /** HTTP requests of iterations; those that got no response; of the others, those that k6 holds for failed. */
  readonly requests?: number | null;
  readonly unansweredRequests?: number | null;
  readonly failedResponses?: number | null;
  /** Required: 0 in a closed model. */
  readonly droppedIterations?: number | null;
  /** Iterations that arrival rates asked for and that were started; absent in a closed model. */
  readonly requestedIterations?: number | null;
  readonly startedIterations?: number | null;
  /** Iterations that threw; required. */
  readonly exceptions?: number | null;
  /** The busiest worker's CPU as a share of its limit; required. */
  readonly generatorCpuShare?: number | null;
  /** Share of the generating machine's CPU that was busy, by whatever; absent where workers have their own. */
  readonly hostBusyShare?: number | null;
  /** 1 if the process that gathered the figures ended before the run did, which says why others are missing. */
  readonly coordinatorLost?: number | null;
  /** Share of scheduling periods in which a worker was throttled; absent where there is no quota. */
  readonly generatorThrottledShare?: number | null;
  /** Required. */
  readonly lostWorkers?: number | null;
  /** Between the first and the last worker's start; 0 with one worker; required. */
  readonly startSkewMs?: number | null;
  /** Pushes that workers owed during the load, and those that came; required. */
  readonly expectedPushes?: number | null;
  readonly receivedPushes?: number | null;
  /** Workers whose last push never came; required. */
  readonly missingFinalPushes?: number | null;
  /** Metrics whose attribute sets overflowed; required. */
  readonly overflowedMetrics?: number | null;
  /** How far a worker's clock moved against the coordinator's; required. */
  readonly clockOffsetMs?: number | null;
  /** Steps that begin cold although a warm-up was to be left out. */
  readonly coldSteps?: number | null;
  /** Changes of the target's size during steps. */
  readonly targetChanges?: number | null;
  /** Connections that the guard refused. */
  readonly guardRefusals?: number | null;
  /** The highest request rate as a share of the guard's ceiling. */
  readonly rateCeilingShare?: number | null;
}

/** One way in which a run can fail to be believable: above `suspectAbove` it is suspect, above `invalidAbove` invalid. */
export interface ValidityRule {
  readonly meaning: string;
  readonly required: boolean;
  readonly suspectAbove?: number;
  readonly invalidAbove?: number;
  readonly measure: (facts: ValidityFacts) => number | null | undefined;
  readonly write: (observed: number) => string;
}

/** Every reason's code, with what it means and its limits. */
export const validityReasons = {
  'no-iterations': {
    meaning: 'no iteration was completed, so there is nothing to judge',
    required: true,
    invalidAbove: 0,
    measure: ({ iterations }) => (iterations == null ? iterations : Number(iterations === 0)),
    write: () => 'no iteration was completed',
  },
  unanswered: {
    meaning:
      'hardly a request got a response: what was measured is how connections fail, and not what the system does',
    required: false,
    invalidAbove: 0.99,
    measure: ({ unansweredRequests, requests }) => share(unansweredRequests, requests),
    write: (unanswered) => `${formatPercent(unanswered)} of the requests got no response`,
  },
  'answers-failed': {
    meaning: 'hardly a response was what the script expects: what was measured is how fast errors come',
    required: false,
    suspectAbove: 0.99,
    measure: ({ failedResponses, unansweredRequests, requests }) =>
      share(failedResponses, difference(requests, unansweredRequests)),
    write: (failed) => `${formatPercent(failed)} of the responses were failures`,
  },
  'dropped-iterations': {
    meaning:
      'arrivals that no virtual user was free for: the load was lower than asked, and just when it was slow',
    required: true,
    suspectAbove: 0,
    invalidAbove: 0.01,
    measure: ({ droppedIterations, iterations }) =>
      share(droppedIterations, sum(droppedIterations, iterations)),
    write: (dropped) => `${formatPercent(dropped)} of the iterations were dropped`,
  },
  'rate-short': {
    meaning: 'fewer iterations were started than the arrival rates asked for; one at the edge is not counted',
    required: false,
    suspectAbove: 0.02,
    invalidAbove: 0.05,
    measure: ({ requestedIterations: requested, startedIterations: started }) =>
      requested == null || started == null ? null : share(Math.max(0, requested - started - 1), requested),
    write: (short) => `the rate fell ${formatPercent(short)} short of the request`,
  },
  exceptions: {
    meaning: 'iterations that threw ended early: they made less load than written',
    required: true,
    suspectAbove: 0,
    invalidAbove: 0.01,
    measure: ({ exceptions, iterations }) => share(exceptions, iterations),
    write: (thrown) => `${formatPercent(thrown)} of the iterations threw an exception`,
  },
  'generator-cpu': {
    meaning: 'a worker short of CPU delays its requests and reads their answers late',
    required: true,
    suspectAbove: 0.8,
    invalidAbove: 0.95,
    measure: ({ generatorCpuShare }) => generatorCpuShare,
    write: (used) => `the busiest worker used ${formatPercent(used)} of its CPU limit`,
  },
  'host-cpu': {
    meaning: 'the workers shared a machine that had no CPU left: what they measure is its scheduling too',
    required: false,
    suspectAbove: 0.95,
    measure: ({ hostBusyShare }) => hostBusyShare,
    write: (busy) => `${formatPercent(busy)} of the generating machine's CPU was busy`,
  },
  'coordinator-lost': {
    meaning: 'the process that gathered the figures ended before the run did: what came later is missing',
    required: false,
    invalidAbove: 0,
    measure: ({ coordinatorLost }) => coordinatorLost,
    write: () => 'the coordinator ended before the run did',
  },
  'generator-throttled': {
    meaning: 'a throttled worker stands still for a part of each period, which shows as latency',
    required: false,
    suspectAbove: 0.01,
    invalidAbove: 0.1,
    measure: ({ generatorThrottledShare }) => generatorThrottledShare,
    write: (throttled) => `a worker was throttled in ${formatPercent(throttled)} of its periods`,
  },
  'worker-lost': {
    meaning: 'the share of the load and of the figures that a worker stood for is missing',
    required: true,
    invalidAbove: 0,
    measure: ({ lostWorkers }) => lostWorkers,
    write: (lost) => `${formatCount(lost)} of the workers ${lost === 1 ? 'was' : 'were'} lost`,
  },
  'start-skew': {
    meaning: 'workers that start apart do not interleave their arrivals as one would',
    required: true,
    suspectAbove: 50,
    invalidAbove: 500,
    measure: ({ startSkewMs }) => startSkewMs,
    write: (skewMs) => `the workers started ${formatMs(skewMs)} apart`,
  },
  'pushes-missing': {
    meaning: 'totals stay exact, since each push repeats all, but what happened is known to coarser times',
    required: true,
    suspectAbove: 0.05,
    invalidAbove: 0.5,
    measure: ({ expectedPushes, receivedPushes }) =>
      expectedPushes == null || receivedPushes == null
        ? null
        : share(Math.max(0, expectedPushes - receivedPushes), expectedPushes),
    write: (missing) => `${formatPercent(missing)} of the workers' pushes are missing`,
  },
  'final-push-missing': {
    meaning: 'the totals of a worker end before its load did',
    required: true,
    invalidAbove: 0,
    measure: ({ missingFinalPushes }) => missingFinalPushes,
    write: (missing) =>
      `the last push of ${formatCount(missing)} ${missing === 1 ? 'worker' : 'workers'} is missing`,
  },
  'cardinality-overflow': {
    meaning: 'a metric had more tag combinations than k6 keeps apart: its total is right, its parts are not',
    required: true,
    suspectAbove: 0,
    measure: ({ overflowedMetrics }) => overflowedMetrics,
    write: (metrics) =>
      `${formatCount(metrics)} ${metrics === 1 ? 'metric' : 'metrics'} overflowed their tag combinations`,
  },
  'warm-up-included': {
    meaning: 'figures of a step hold the time in which the target was still cold',
    required: false,
    suspectAbove: 0,
    measure: ({ coldSteps }) => coldSteps,
    write: (steps) => `${formatCount(steps)} ${steps === 1 ? 'step includes' : 'steps include'} the warm-up`,
  },
  'clock-offset': {
    meaning: 'a clock that moves puts its points into the wrong second',
    required: true,
    suspectAbove: 100,
    invalidAbove: 1_000,
    measure: ({ clockOffsetMs }) => clockOffsetMs,
    write: (offsetMs) => `a worker's clock moved by ${formatMs(offsetMs)}`,
  },
  'target-scaled': {
    meaning: 'the step measured targets of different sizes',
    required: false,
    suspectAbove: 0,
    measure: ({ targetChanges }) => targetChanges,
    write: (changes) =>
      `the target changed its size ${formatCount(changes)} ${changes === 1 ? 'time' : 'times'} during a step`,
  },
  'guard-refused': {
    meaning: 'what the guard refused never left the generator: the system was spared that load',
    required: false,
    suspectAbove: 0,
    measure: ({ guardRefusals }) => guardRefusals,
    write: (refused) =>
      `the guard refused ${formatCount(refused)} ${refused === 1 ? 'connection' : 'connections'}`,
  },
  'rate-ceiling': {
    meaning: "the guard's ceiling held requests back, so the load was not the script's",
    required: false,
    suspectAbove: 0.98,
    invalidAbove: 1.1,
    measure: ({ rateCeilingShare }) => rateCeilingShare,
    write: (used) => `requests reached ${formatPercent(used)} of the guard's rate ceiling`,
  },
} as const satisfies Readonly<Record<string, ValidityRule>>;

export type ValidityCode = keyof typeof validityReasons;

/** How far a run may be believed: as far as the worst of its reasons allows. */
export interface Validity {
  readonly level: ValidityLevel;
  readonly reasons: ValidityReason[];
}

/** Judges the run by every rule. */
export function judgeValidity(facts: ValidityFacts): Validity {
  return validityBy(
    Object.entries<ValidityRule>(validityReasons).flatMap(
      ([code, rule]) => reasonOf(code, rule, facts) ?? [],
    ),
  );
}

/** Judges it again by the rules that later facts speak to; what the others found stays. */
export function reviseValidity({ reasons }: Validity, facts: ValidityFacts): Validity {
  const revised = Object.entries<ValidityRule>(validityReasons).filter(
    ([, rule]) => rule.measure(facts) != null,
  );
  const codes = new Set(revised.map(([code]) => code));
  const kept = reasons.filter(({ code }) => !codes.has(code));
  return validityBy([...kept, ...revised.flatMap(([code, rule]) => reasonOf(code, rule, facts) ?? [])]);
}

function validityBy(reasons: ValidityReason[]): Validity {
  const isInvalid = reasons.some(({ level }) => level === 'invalid');
  return { level: isInvalid ? 'invalid' : reasons.length > 0 ? 'suspect' : 'valid', reasons };
}

function reasonOf(code: string, rule: ValidityRule, facts: ValidityFacts): ValidityReason | undefined {
  const observed = rule.measure(facts);
  if (observed == null || Number.isNaN(observed)) {
    return rule.required && !facts.coordinatorLost
      ? { code, level: 'suspect', message: `${code} could not be measured` }
      : undefined;
  }
  const { suspectAbove = Infinity, invalidAbove = Infinity } = rule;
  const level = observed > invalidAbove ? 'invalid' : 'suspect';
  const limit = level === 'invalid' ? invalidAbove : suspectAbove;
  return observed > limit ? { code, level, message: rule.write(observed), observed, limit } : undefined;
}

function difference(a: number | null | undefined, b: number | null | undefined): number | null {
  return a == null || b == null ? null : a - b;
}

function sum(a: number | null | undefined, b: number | null | undefined): number | null {
  return a == null || b == null ? null : a + b;
}

/** `part` of `whole`; nothing of nothing is 0, and unmeasured if either is. */
function share(part: number | null | undefined, whole: number | null | undefined): number | null {
  if (part == null || whole == null) return null;
  return whole === 0 ? Number(part > 0) : part / whole;
}

/** Values that must lie beyond a percentile for it to be told from noise. */
const leastBeyond = 10;

/** Whether a percentile (`q` 0–1) of `count` values rests on too few: fewer than ten beyond it, on its thinner side. */
export function tooFewSamples(q: number, count: number): boolean {
  // Rounded, since 1 − 0.99 is a little more than 0.01 and 1,000 values are just enough for it.
  return Math.round(Math.min(q, 1 - q) * count * 1e6) / 1e6 < leastBeyond;
}
