import type { LoadPoint } from './load-point.ts';

/** Throughput that no further load raises. */
export interface Plateau {
  /** The mean throughput of its points. */
  readonly throughputPerSec: number;
  /** Where it begins. */
  readonly fromConcurrency: number;
}

/** A plateau spans at least this growth of the concurrency, */
const leastStretch = 1.3;
/** over which no load has more throughput than the first by this much. */
const mostGain = 1.05;
/** Below this growth of ln X with ln N, throughput has stopped; 1 is proportional. */
const flatElasticity = 0.2;

/**
 * The plateau at the highest loads, from the lowest load on whose throughput none above it exceeds by 5 %. `null`
 * where none was reached: the loads above it must be at least 1.3 times as concurrent, or the load itself must have
 * piled up requests without serving more of them, Δln X < 0.2·Δln N since the load before.
 */
export function plateauOf(points: readonly LoadPoint[]): Plateau | null {
  const rising = points.toSorted((a, b) => a.concurrency - b.concurrency);
  const last = rising.at(-1);
  const first = rising.findIndex(({ throughputPerSec }, i) =>
    rising.slice(i).every((above) => above.throughputPerSec <= mostGain * throughputPerSec),
  );
  const start = rising[first];
  const before = rising[first - 1];
  if (!last || !start) return null;
  const isBroad = last.concurrency >= leastStretch * start.concurrency;
  if (!isBroad && !(before && pilesUp(before, start))) return null;
  const flat = rising.slice(first);
  return {
    throughputPerSec: flat.reduce((sum, each) => sum + each.throughputPerSec, 0) / flat.length,
    fromConcurrency: start.concurrency,
  };
}

function pilesUp(before: LoadPoint, load: LoadPoint): boolean {
  const stretch = load.concurrency / before.concurrency;
  const gain = load.throughputPerSec / before.throughputPerSec;
  return stretch >= leastStretch && Math.log(gain) < flatElasticity * Math.log(stretch);
}
