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
  readonly derivation: readonly string[];
  readonly mix: readonly MixRow[];
}

/** The comparison with the intended load; `null` if no workload or profile stated one. */
export function compareWithIntended(
  { intended, metrics }: RunResult,
  counts: NamedCounts,
): AchievedLoad | null {
  if (!intended) return null;
  const { iterations } = metrics;
  return {
    intendedPerSec: intended.ratePerSec,
    achievedPerSec: iterations?.type === 'counter' ? iterations.ratePerSec : null,
    derivation: intended.derivation,
    mix: compareMix(intended.mix ?? {}, counts),
  };
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
