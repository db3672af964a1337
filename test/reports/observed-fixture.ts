import type { RunResult } from '../../core/records/index.ts';
import { seeded } from './series-fixture.ts';

/** What was observed of the servers and workers of the run: a process with a gap, a database on another clock, and nothing. */
export function observedSeries(seconds: number): RunResult['observed'] {
  const random = seeded(11);
  const instants = Array.from({ length: seconds }, (_, second) => second);
  const isGap = (second: number) => second > seconds * 0.3 && second < seconds * 0.36;
  const level = (second: number) => Math.min(1, (second + 1) / 8) * (second >= seconds / 2 ? 2 : 1);
  const series = (
    metric: string,
    unit: string,
    stamps: 'instant' | 'end',
    value: (second: number) => number,
  ) => ({
    ...{ source: 'process', resource: 'sample-api', metric, unit, stamps },
    points: instants.map((second): [number, number | null] => [
      second * 1_000 + (stamps === 'end' ? 1_020 : 20),
      isGap(second) ? null : value(second),
    ]),
  });
  return [
    series('cpu_cores', 'cores', 'end', (second) => 0.05 + level(second) * 0.44 + random() * 0.06),
    series('memory_bytes', 'bytes', 'instant', (second) => 92e6 + level(second) * 14e6 + random() * 3e6),
    series('open_files', '', 'instant', (second) => Math.round(24 + level(second) * 30)),
    ...[0, 1].map((index) => ({
      ...series(
        'cpu_cores',
        'cores',
        'end',
        (second) => level(second) * (0.3 + index * 0.12) + random() * 0.03,
      ),
      ...{ source: 'worker', resource: `worker-${index}` },
    })),
    ...prometheusSeries(seconds),
    {
      ...{ source: 'process', resource: 'sample-api', metric: 'busiest_thread_cores', unit: 'cores' },
      ...{ stamps: 'end' as const, points: [], unavailable: 'threads can only be observed on Linux' },
    },
  ];
}

/** A source of one point in 15 s on a clock of its own: use with its limit, and one that no query matched. */
function prometheusSeries(seconds: number): RunResult['observed'] {
  const series = (
    metric: string,
    unit: string,
    query: string,
    value: (step: number) => number | null,
  ): RunResult['observed'][number] => ({
    ...{ source: 'prometheus', resource: 'database', metric, unit, query, stamps: 'end' as const },
    ...{ periodMs: 15_000, clock: { offsetMs: -31_260, withinMs: 140 } },
    points: Array.from({ length: seconds / 15 }, (_, step) => [step * 15_000 + 4_260, value(step)]),
  });
  return [
    series('cpu_cores', 'cores', 'sum(rate(cpu_seconds_total[15s]))', (step) =>
      step === 5 ? null : 0.4 + step * 0.15,
    ),
    series('cpu_limit_cores', 'cores', 'machine_cpu_cores', () => 2),
    { ...series('connections', '', 'pg_stat_activity_count{datname="shp"}', () => null), points: [] },
  ];
}
