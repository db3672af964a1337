import type { RunResult } from '../core/records/index.ts';
import type { NamedCounts } from './window.ts';

/** A journey's share of all iterations: as intended, and as counted (`null` if the run did not name it). */
export interface MixRow {
  readonly name: string;
  readonly intended: number;
  readonly achieved: number | null;
}

/** What was achieved of the load that was asked for. */
export interface AchievedLoad {
  readonly intendedPerSec: number;
  /** `null` if no iteration was counted. */
  readonly achievedPerSec: number | null;
  /** The place in the steps of the one that held the intended rate; `null` if the rate is that of the whole run. */
  readonly stepIndex: number | null;
  readonly derivation: readonly string[];
  readonly mix: readonly MixRow[];
}

/** The comparison with the intended load; `null` if no workload or profile stated one. */
export function compareWithIntended(result: RunResult, counts: NamedCounts): AchievedLoad | null {
  const { intended } = result;
  if (!intended) return null;
  return {
    ...achievedRate(result, intended.ratePerSec),
    intendedPerSec: intended.ratePerSec,
    derivation: intended.derivation,
    mix: compareMix(intended.mix ?? {}, counts),
  };
}

/** The rate in the step whose target is the intended rate, to within 1 %, or else over the whole run. */
function achievedRate({ steps, metrics }: RunResult, intendedPerSec: number) {
  const totals = new Map<number, { target: number; achieved: number }>();
  for (const { index, model, target, iterationsPerSec } of steps) {
    if (model === 'closed' || iterationsPerSec === null) continue;
    const total = totals.get(index) ?? { target: 0, achieved: 0 };
    totals.set(index, { target: total.target + target, achieved: total.achieved + iterationsPerSec });
  }
  const [held] = [...totals].filter(
    ([, { target }]) => Math.abs(target - intendedPerSec) <= 0.01 * intendedPerSec,
  );
  if (held) return { achievedPerSec: held[1].achieved, stepIndex: held[0] };
  const { iterations } = metrics;
  return { achievedPerSec: iterations?.type === 'counter' ? iterations.ratePerSec : null, stepIndex: null };
}

/** A journey is a k6 scenario of its name, or else a group. */
function compareMix(mix: Readonly<Record<string, number>>, { scenarios, groups }: NamedCounts): MixRow[] {
  const names = Object.keys(mix);
  const counted = names.some((name) => scenarios.has(name)) ? scenarios : groups;
  const total = names.reduce((sum, name) => sum + (counted.get(name) ?? 0), 0);
  return Object.entries(mix).map(([name, intended]) => ({
    name,
    intended,
    achieved: total > 0 ? (counted.get(name) ?? 0) / total : null,
  }));
}
