import type {
  Confidence,
  Demand,
  Estimate,
  PriceRow,
  RunResult,
  SizingOption,
} from '../core/records/index.ts';

interface Graded {
  readonly result: Pick<RunResult, 'validity' | 'startedAt'>;
  readonly demand: Demand;
  readonly rule: Pick<Estimate['rule'], 'basis'>;
  readonly option: SizingOption | undefined;
  readonly hasRanges: boolean;
  readonly prices: readonly PriceRow[];
  readonly nowMs: number;
}

const dayMs = 86_400_000;
const oldDays = 90;
const fewSteps = 3;
const grades = ['A', 'A', 'B', 'B', 'C', 'C'] as const;

/** How far the estimate may be trusted, A to D, and each reason that speaks against it with its weight. */
export function gradeOf(graded: Graded): Confidence {
  const { result, demand, rule, option, hasRanges, prices, nowMs } = graded;
  const runDays = ageDays(result.startedAt, nowMs);
  const priceDays = Math.max(0, ...prices.flatMap(({ date }) => ageDays(date, nowMs) ?? []));
  const { level } = result.validity;
  const found: readonly (readonly [weight: number, applies: boolean, reason: string])[] = [
    [4, level === 'invalid', 'the run is invalid'],
    [1, level === 'suspect', 'the run is suspect'],
    [1, rule.basis === 'assumed', 'the utilisation is assumed: no latency objective decides it'],
    [1, isLoose(option), 'no step near the limit shows how long requests wait there'],
    [1, demand.steps.length < fewSteps, `the demand rests on fewer than ${fewSteps} loads`],
    [1, demand.parallelism.basis === 'not-observed', 'the threads of the server were not observed'],
    [1, demand.memory === null, 'the memory of the server was not observed'],
    [4, option === undefined, 'every option needs a test first'],
    [1, option?.extrapolation.level === 'extrapolated', 'a task carries more than was measured'],
    [1, option?.architectureMeasured === false, 'the architecture was not measured'],
    [1, !hasRanges, 'the users are taken as exact: give ranges'],
    [1, (runDays ?? 0) > oldDays, `the run is ${runDays} days old`],
    [1, priceDays > 2 * 365, `the oldest price was seen ${priceDays} days ago`],
  ];
  const against = found.filter(([, applies]) => applies);
  const weight = against.reduce((sum, [each]) => sum + each, 0);
  return {
    grade: grades[weight] ?? 'D',
    reasons: against.map(([, , reason]) => reason),
    runAgeDays: runDays ?? null,
    oldestPriceDays: priceDays,
  };
}

/** Whether the bounds of the planned utilisation are a tenth below it or more. */
function isLoose(option: SizingOption | undefined): boolean {
  return option !== undefined && option.planned.lowest <= 0.9 * option.planned.utilisation;
}

/** Whole days since a date or the beginning of a year; `undefined` where the text is neither. */
function ageDays(date: string, nowMs: number): number | undefined {
  const ms = Date.parse(date);
  return Number.isNaN(ms) ? undefined : Math.max(0, Math.floor((nowMs - ms) / dayMs));
}
