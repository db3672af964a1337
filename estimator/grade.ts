import type { Confidence, Demand, Estimate, PriceRow, SizingOption } from '../core/records/index.ts';
import type { Evidence } from './evidence/evidence.ts';

interface Graded {
  readonly evidence: Pick<Evidence, 'results' | 'measurements'>;
  readonly demand: Demand;
  readonly rule: Pick<Estimate['rule'], 'basis'>;
  readonly option: SizingOption | undefined;
  /** What is sized for: `users`, or `open connections`. */
  readonly load: string;
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
  const { evidence, demand, rule, option, load, hasRanges, prices, nowMs } = graded;
  const { sources } = evidence.measurements;
  const ages = sources.flatMap(({ startedAt }) =>
    startedAt === null ? [] : (ageDays(startedAt, nowMs) ?? []),
  );
  const runDays = ages.length > 0 ? Math.max(...ages) : undefined;
  const unjudged = sources.filter(({ validity }) => validity === null).map(({ id }) => id);
  const undated = sources.filter(({ startedAt }) => startedAt === null).map(({ id }) => id);
  const priceDays = priceAgeDays(prices, nowMs);
  const levels = evidence.results.map(({ validity }) => validity.level);
  const which = sources.length > 1 ? 'a run is' : 'the run is';
  const found: readonly Finding[] = [
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
    [1, !hasRanges, `the ${load} are taken as exact: give ranges`],
    [
      1,
      (runDays ?? 0) > oldDays,
      `${sources.length > 1 ? 'the oldest run' : 'the run'} is ${runDays} days old`,
    ],
    oldPriceFinding(priceDays),
  ];
  return { ...gradeOfFindings(found), runAgeDays: runDays ?? null, oldestPriceDays: priceDays };
}

/** What may speak against an estimate, and how much. */
export type Finding = readonly [weight: number, applies: boolean, reason: string];

/** The grade that the applying findings leave, and their reasons. */
export function gradeOfFindings(found: readonly Finding[]): Pick<Confidence, 'grade' | 'reasons'> {
  const against = found.filter(([, applies]) => applies);
  const weight = against.reduce((sum, [each]) => sum + each, 0);
  return { grade: grades[weight] ?? 'D', reasons: against.map(([, , reason]) => reason) };
}

export function oldPriceFinding(days: number): Finding {
  return [1, days > 2 * 365, `the oldest price was seen ${days} days ago`];
}

/** Age of the oldest price. */
export function priceAgeDays(prices: readonly PriceRow[], nowMs: number): number {
  return Math.max(0, ...prices.flatMap(({ date }) => ageDays(date, nowMs) ?? []));
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
