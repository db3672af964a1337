import type { BottleneckScaling, Measurements } from '../../core/records/index.ts';
import { plateauOf } from '../scalability/plateau.ts';
import { type BottleneckEvidence, bottleneckEvidence, type Sized, serverLoads } from './bottleneck.ts';
import { serversIn } from './server-bins.ts';

/** Of n servers that have a bottleneck each: 1.7 times the throughput of one for two of them. */
const ownShare = 0.85;

/**
 * What limits the server beside the CPU, and whether more servers get more through it, where one and several were measured. If
 * they share it, it is what one of them got through.
 */
export function scaledBottleneck(measurements: Measurements, sized: Sized): BottleneckEvidence {
  const scaling = plateauScaling(measurements, sized.resource);
  const isShared = scaling !== null && !scaling.isPerServer;
  const found = bottleneckEvidence(
    isShared ? withServers(measurements, sized.resource, 1) : measurements,
    sized,
  );
  const { hiddenBottleneck } = found;
  if (!scaling || !hiddenBottleneck) return found;
  const { servers, ratio, isPerServer } = scaling;
  const text = `${hiddenBottleneck.text}: ${servers} carried ${ratio.toFixed(2)} times as much as one, so ${isPerServer ? 'each has its own' : 'they share it'}`;
  return { ...found, hiddenBottleneck: { ...hiddenBottleneck, text, scaling } };
}

/**
 * r_n = X(n)/X(1), with X(1) where the throughput of one server stopped and X(n) what n servers carried. From 0.85·n on each
 * has its own bottleneck; below that they share one if their throughput stopped, too. `null` where that was not measured.
 */
export function plateauScaling(measurements: Measurements, resource: string): BottleneckScaling | null {
  const one = plateauOf(serverLoads(withServers(measurements, resource, 1), resource));
  const counts = measurements.bins.map(({ used }) => serversIn(used[resource] ?? {}));
  const servers = Math.max(1, ...counts.filter(Number.isInteger));
  if (!one || servers === 1) return null;
  const loads = serverLoads(withServers(measurements, resource, servers), resource);
  const highest = Math.max(...loads.map(({ throughputPerSec }) => throughputPerSec));
  const ratio = (servers * highest) / one.throughputPerSec;
  const isPerServer = ratio >= ownShare * servers;
  return isPerServer || plateauOf(loads) ? { servers, ratio, isPerServer } : null;
}

function withServers(measurements: Measurements, resource: string, servers: number): Measurements {
  const hasThem = ({ used }: Measurements['bins'][number]) => serversIn(used[resource] ?? {}) === servers;
  return {
    ...measurements,
    bins: measurements.bins.filter(hasThem),
    dropped: measurements.dropped.filter(hasThem),
  };
}
