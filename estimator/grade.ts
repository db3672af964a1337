import type { Confidence, Demand, Estimate, PriceRow, SizingOption } from '../core/records/index.ts';
import type { Evidence } from './evidence/evidence.ts';

interface Graded {
  readonly evidence: Pick<Evidence, 'results' | 'measurements'>;
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
  const { evidence, demand, rule, option, hasRanges, prices, nowMs } = graded;
  const { sources } = evidence.measurements;
  const ages = sources.flatMap(({ startedAt }) =>
    startedAt === null ? [] : (ageDays(startedAt, nowMs) ?? []),
  );
  const runDays = ages.length > 0 ? Math.max(...ages) : undefined;
  const unjudged = sources.filter(({ validity }) => validity === null).map(({ id }) => id);
  const undated = sources.filter(({ startedAt }) => startedAt === null).map(({ id }) => id);
  const priceDays = Math.max(0, ...prices.flatMap(({ date }) => ageDays(date, nowMs) ?? []));
  const levels = evidence.results.map(({ validity }) => validity.level);
  const which = sources.length > 1 ? 'a run is' : 'the run is';
  const found: readonly (readonly [weight: number, applies: boolean, reason: string])[] = [
    [4, levels.includes('invalid'), `${which} invalid`],
    [1, levels.includes('suspect'), `${which} suspect`],
    [1, unjudged.length > 0, `nobody judged whether ${unjudged.join(', ')} may be believed`],
    [1, undated.length > 0, `it is not known when ${undated.join(', ')} was measured`],
    [1, rule.basis === 'assumed', 'the utilisation is assumed: no latency objective decides it'],
    [1, isLoose(option), 'no step near the limit shows how long requests wait there'],
    [1, demand.steps.length < fewSteps, `the demand rests on fewer than ${fewSteps} loads`],
    [1, demand.parallelism.basis === 'not-observed', 'the threads of the server were not observed'],
    [1, demand.memory === null, 'the memory of the server was not observed'],
    [4, option === undefined, 'every option needs a test first'],
    [1, option?.extrapolation.level === 'extrapolated', 'a task carries more than was measured'],
    [1, option?.architectureMeasured === false, 'the architecture was not measured'],
    [1, !hasRanges, 'the users are taken as exact: give ranges'],
    [
      1,
      (runDays ?? 0) > oldDays,
      `${sources.length > 1 ? 'the oldest run' : 'the run'} is ${runDays} days old`,
    ],
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
