import {
  type DropReason,
  type Measurements,
  type ObservedSeries,
  type RunResult,
  schemaVersion,
} from '../../core/records/index.ts';

const binMs = 1_000;
const warmUpMs = 3_000;
const responseSec = 0.04;

/** The measurements of a synthetic run, whose series have a point each second; cleaned as a real run's are. */
export function syntheticMeasurements(
  result: RunResult,
  throughput: readonly { readonly tMs: number; readonly requestsPerSec: number }[],
): Measurements {
  const names = [...new Set(result.observed.map(({ resource }) => resource))];
  const series = (name: string) => result.observed.filter(({ resource }) => resource === name);
  const all = throughput.map(({ tMs, requestsPerSec }) => {
    const step = result.steps.find(({ startMs, endMs }) => tMs >= startMs && tMs < endMs);
    const used = Object.fromEntries(names.map((name) => [name, useAt(series(name), tMs + binMs)]));
    const bin = {
      source: 0,
      startMs: tMs,
      durationMs: binMs,
      step: step?.index ?? null,
      total: {
        throughputPerSec: requestsPerSec,
        concurrency: requestsPerSec * responseSec,
        p50Ms: null,
        p95Ms: null,
        p99Ms: null,
        errors: 0,
      },
      requests: {},
      used,
    };
    return {
      bin,
      reason: reasonOf(tMs, step, { startMs: 0, endMs: result.durationMs }, Object.values(used)),
    };
  });
  return {
    schemaVersion,
    sources: [
      {
        kind: 'run',
        id: result.runId,
        scenario: result.scenario,
        startedAt: result.startedAt,
        loadModel: result.loadModel,
        validity: result.validity.level,
        generatorWasBusy: false,
        throughputFrom: null,
      },
    ],
    resources: names.map((name) => {
      const before = series(name).flatMap(({ metric, points }) =>
        metric === 'cpu_cores'
          ? points.flatMap(([tMs, value]) => (tMs <= 0 && value !== null ? [value] : []))
          : [],
      );
      return {
        name,
        observedBy: 'process',
        limits: { cores: result.generator.cpus, busiest_thread_cores: 1 },
        idle: before.length > 0 ? { cores: { value: before[0] ?? 0, samples: before.length } } : {},
        unavailable: series(name).find(({ unavailable }) => unavailable !== undefined)?.unavailable ?? null,
      };
    }),
    bins: all.flatMap(({ bin, reason }) => (reason === undefined ? [bin] : [])),
    dropped: all.flatMap(({ bin, reason }) => (reason === undefined ? [] : [{ ...bin, reason }])),
    steps: result.steps.map(({ index, model, target, duration }) => ({
      source: 0,
      index,
      model,
      target,
      duration: duration.histogram,
    })),
  };
}

function reasonOf(
  tMs: number,
  step: RunResult['steps'][number] | undefined,
  run: { readonly startMs: number; readonly endMs: number },
  used: readonly Readonly<Record<string, number | null>>[],
): DropReason | undefined {
  if (tMs < warmUpMs) return 'warm-up';
  const { startMs, endMs } = step ?? run;
  if (tMs < startMs + binMs || tMs + binMs > endMs - binMs) return 'step-edge';
  if ((step?.failedRate ?? 0) > 0.01) return 'errors';
  if (used.every(({ cores }) => typeof cores !== 'number')) return 'not-observed';
  return used.some((usage) => (usage.busiest_thread_cores ?? 0) >= 0.95) ? 'saturated' : undefined;
}

function useAt(series: readonly ObservedSeries[], tMs: number): Record<string, number | null> {
  const measures: Readonly<Record<string, string>> = { cpu_cores: 'cores', memory_bytes: 'bytes' };
  return Object.fromEntries(
    series.map(({ metric, points }) => [
      measures[metric] ?? metric,
      points.find(([at]) => at === tMs)?.[1] ?? null,
    ]),
  );
}
