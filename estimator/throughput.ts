import type { SeriesPoint } from '../core/records/index.ts';
import type { ThroughputRow } from './clean-bins.ts';

const secondMs = 1_000;

/** The HTTP requests of each second of the run, over all series; a second in which none ended is a row with 0. */
export async function throughputOf(
  points: Iterable<SeriesPoint> | AsyncIterable<SeriesPoint>,
  durationMs: number,
): Promise<readonly ThroughputRow[]> {
  const requests = new Array<number>(Math.ceil(durationMs / secondMs)).fill(0);
  for await (const point of points) {
    const second = Math.floor(point.tMs / secondMs);
    const before = requests[second];
    if (point.metric !== 'http_reqs' || point.type !== 'counter' || before === undefined) continue;
    requests[second] = before + point.delta;
  }
  return requests.map((requestsPerSec, second) => ({ tMs: second * secondMs, requestsPerSec }));
}
