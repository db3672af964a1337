import { type Stretch, stretchesOf } from '../core/measurements/stretches.ts';
import type { ObservedSeries, RunResult } from '../core/records/index.ts';
import type { ObservedServer } from './clean-bins.ts';
import { refusal } from './refuse.ts';

/**
 * The one process that the run observed, or the one named. Throws ESTIMATE_REFUSED when there is none with CPU, or
 * several to choose from.
 */
export function observedServer(result: RunResult, resource?: string): ObservedServer {
  const ofProcesses = result.observed.filter(({ source }) => source === 'process');
  const withCpu = ofProcesses.filter(({ metric, points }) => metric === 'cpu_cores' && points.length > 1);
  const [cpu, ...others] = withCpu.filter((series) => resource === undefined || series.resource === resource);
  if (!cpu) throw noCpu(ofProcesses, withCpu, resource);
  if (others.length > 0) {
    const names = withCpu.map((series) => `"${series.resource}"`).join(', ');
    throw refusal(
      `the run observed ${withCpu.length} processes: ${names}`,
      'name the one to size: --resource NAME',
    );
  }
  const stretches = (metric: string): readonly Stretch[] => {
    const found = ofProcesses.find((series) => series.metric === metric && series.resource === cpu.resource);
    return found ? stretchesOf(found) : [];
  };
  return {
    resource: cpu.resource,
    cpuCores: stretchesOf(cpu),
    busiestThreadCores: stretches('busiest_thread_cores'),
    memoryBytes: stretches('memory_bytes'),
  };
}

function noCpu(series: readonly ObservedSeries[], withCpu: readonly ObservedSeries[], resource?: string) {
  if (resource !== undefined && withCpu.length > 0) {
    const names = withCpu.map((each) => `"${each.resource}"`).join(', ');
    return refusal(`the run did not observe the CPU of "${resource}", only of ${names}`, 'name one of these');
  }
  const why = series.find(({ unavailable }) => unavailable !== undefined)?.unavailable;
  return refusal(
    `the run did not observe the server's CPU${why === undefined ? '' : ` (${why})`}`,
    'observe the server process: give `target.command`, or an observer with its pid, and run again',
  );
}
