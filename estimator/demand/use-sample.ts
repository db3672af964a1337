/** A time over which the use of one resource was measured beside the throughput. */
export interface UseSample {
  /** The load that the sample belongs to; samples of one load differ by chance only. */
  readonly load: string;
  readonly durationMs: number;
  /** Throughput of each kind of request; of all together where there is one entry. */
  readonly perSec: readonly number[];
  /** Cores, connections or whatever the resource is measured in. */
  readonly used: number;
}

/** One sample a load, the mean of its samples by their length, in the order in which the loads first came. */
export function meanByLoad(samples: readonly UseSample[]): UseSample[] {
  const loads = new Map<string, UseSample[]>();
  for (const sample of samples) loads.set(sample.load, [...(loads.get(sample.load) ?? []), sample]);
  return [...loads].map(([load, own]) => {
    const durationMs = own.reduce((sum, each) => sum + each.durationMs, 0);
    const mean = (of: (sample: UseSample) => number) =>
      own.reduce((sum, each) => sum + of(each) * each.durationMs, 0) / durationMs;
    const perSec = (own[0]?.perSec ?? []).map((_, i) => mean((sample) => sample.perSec[i] ?? 0));
    return { load, durationMs, perSec, used: mean(({ used }) => used) };
  });
}
