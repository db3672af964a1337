import type { RunResult } from '../core/records/index.ts';
import { numberText, rateText, shareText } from './quantity-text.ts';

/** One part of the load, a step or a journey, as it was wanted and as it came. */
export interface LoadRow {
  readonly name: string;
  readonly intended: string;
  readonly achieved: string;
  /** Of rates in percent, of shares in percentage points. */
  readonly difference: string;
}

/** What was achieved of the load that was asked for. */
export interface AchievedLoad {
  readonly sentence: string;
  /** How the intended load came about, a line a step. */
  readonly derivation: readonly string[];
  readonly rows: readonly LoadRow[];
}

/** The comparison with the intended load; `null` if no workload or profile stated one. */
export function compareWithIntended({ intended, achieved, steps }: RunResult): AchievedLoad | null {
  if (!intended || !achieved) return null;
  const { ratePerSec, stepIndex } = achieved;
  const where = stepIndex === null ? 'over the whole run, ramps included' : `in step ${stepIndex + 1}`;
  const share = ratePerSec === null || intended.ratePerSec === 0 ? null : ratePerSec / intended.ratePerSec;
  const rates = `${rateText(ratePerSec)} of ${rateText(intended.ratePerSec)} iterations were started ${where}`;
  return {
    sentence: `${rates}${share === null ? '' : `: ${shareText(share)} of the intended load`}.`,
    derivation: intended.derivation,
    rows: [
      ...stepRows(steps),
      ...(intended.requests
        ? [rateRow('requests', intended.requests.requestsPerSec, achieved.requestsPerSec)]
        : []),
      ...mixRows(intended.mix, achieved.mix),
    ],
  };
}

function stepRows(steps: RunResult['steps']): LoadRow[] {
  const open = steps.filter(({ model }) => model === 'open');
  return [...new Set(open.map(({ index }) => index))].map((index) => {
    const own = open.filter((step) => step.index === index);
    const intended = own.reduce((sum, { target }) => sum + target, 0);
    const rates = own.flatMap(({ iterationsPerSec }) => iterationsPerSec ?? []);
    const achieved = rates.length < own.length ? null : rates.reduce((sum, rate) => sum + rate, 0);
    return rateRow(`step ${index + 1}`, intended, achieved);
  });
}

function rateRow(name: string, intended: number, achieved: number | null): LoadRow {
  const difference = achieved === null ? '' : signed(achieved / intended - 1, '%');
  return { name, intended: rateText(intended), achieved: rateText(achieved), difference };
}

/** A journey is in the mix if it was wanted or if it was counted. */
function mixRows(
  intended: Readonly<Record<string, number>> = {},
  achieved?: Readonly<Record<string, number>>,
): LoadRow[] {
  return [...new Set([...Object.keys(intended), ...Object.keys(achieved ?? {})])].map((name) => {
    const wanted = intended[name];
    const counted = achieved && (achieved[name] ?? 0);
    return {
      name,
      intended: shareText(wanted),
      achieved: counted === undefined ? 'not counted' : shareText(counted),
      difference: counted === undefined || wanted === undefined ? '' : signed(counted - wanted, 'points'),
    };
  });
}

/** A difference of shares as `+2 %`, `-1.5 points`. */
function signed(share: number, unit: string): string {
  const value = Number((share * 100).toFixed(1));
  return `${value > 0 ? '+' : ''}${numberText(value)} ${unit}`;
}
