import { type MeasurementBin, type Measurements, schemaVersion } from '../../core/records/index.ts';
import { normalFrom } from '../estimator/normal.ts';
import { type SimulatedLoad, Simulation } from './simulate.ts';
import type { SimulatedSystem } from './simulated-system.ts';

/** What a load test would have measured of a simulated system: a step for each share of its CPU, by the second. */
export interface MeasuredLoads {
  /** Shares of the CPU that the steps ask for. */
  readonly shares: readonly number[];
  readonly secondsPerStep: number;
}

const meterNoise = 0.01;
const idleSamples = 10;

/** The measurements of the system, with 1 % of noise on its CPU as a meter has it. */
export function measure(
  system: SimulatedSystem,
  { shares, secondsPerStep }: MeasuredLoads,
  random: () => number,
): Measurements {
  const cores = (busy: number) =>
    Math.max(0, (busy + system.idleCores) * (1 + meterNoise * normalFrom(random)));
  const loads = shares.map((share) => loadAt(system, share));
  const steps = loads.map((load) => new Simulation(system, load, random).seconds(secondsPerStep));
  const bins = steps.flatMap((seconds, step) =>
    seconds.map(
      (second, i): MeasurementBin => ({
        source: 0,
        startMs: (step * secondsPerStep + i) * 1_000,
        durationMs: 1_000,
        step,
        total: {
          throughputPerSec: second.perSec,
          concurrency: second.inFlight,
          p50Ms: null,
          p95Ms: null,
          p99Ms: null,
          errors: 0,
        },
        requests: {},
        used: { server: { cores: cores(second.busyThreads) } },
      }),
    ),
  );
  const idle = Array.from({ length: idleSamples }, () => cores(0)).toSorted((a, b) => a - b);
  return {
    schemaVersion,
    sources: [
      {
        kind: 'run',
        id: system.name,
        scenario: null,
        startedAt: null,
        loadModel: system.thinkSec === null ? 'open' : 'closed',
        validity: 'valid',
        generatorWasBusy: false,
        throughputFrom: null,
      },
    ],
    resources: [
      {
        name: 'server',
        observedBy: 'simulation',
        limits: { cores: system.servers + system.idleCores },
        idle: { cores: { value: idle[idleSamples / 2] ?? 0, samples: idleSamples } },
        unavailable: null,
      },
    ],
    bins,
    dropped: [],
    steps: loads.map((load, index) => ({
      source: 0,
      index,
      model: 'users' in load ? ('closed' as const) : ('open' as const),
      target: 'users' in load ? load.users : load.perSec,
      duration: null,
    })),
  };
}

/** The load that keeps `share` of the threads busy, as far as nothing but the CPU limits it. */
function loadAt({ servers, cpuSec, gain, thinkSec, lockSec }: SimulatedSystem, share: number): SimulatedLoad {
  const speed = gain === null ? share * servers : workWhenBusy(share, servers, gain);
  const perSec = speed / cpuSec;
  return thinkSec === null
    ? { perSec }
    : { users: Math.max(1, Math.round(perSec * (thinkSec + cpuSec + lockSec))) };
}

/** Work a second at which a share of the hyperthreads is busy, roughly: all cores are before the second threads. */
function workWhenBusy(share: number, servers: number, gain: number): number {
  const cores = servers / 2;
  return Math.min(share * servers, cores) + gain * Math.max(0, share * servers - cores);
}
