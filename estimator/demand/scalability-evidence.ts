import { LoadtestError } from '../../core/errors.ts';
import type { DemandEvidence, Measurements } from '../../core/records/index.ts';
import { orRefusal } from '../refuse.ts';
import { scalabilityOf } from '../scalability/scalability.ts';
import { uslBand } from '../scalability/usl-band.ts';
import { serverLoads } from './bottleneck.ts';
import { confidence } from './resource-demand.ts';

const bandPoints = 40;

/**
 * The scalability law of one server, from the loads of closed models and tables: an open one past its limit has as many
 * requests in flight as have piled up. `null` where they do not show it.
 */
export function scalabilityEvidence(
  measurements: Measurements,
  resource: string,
): DemandEvidence['scalability'] {
  const isClosed = ({ source }: { readonly source: number }) =>
    measurements.sources[source]?.loadModel !== 'open';
  const closed = {
    ...measurements,
    bins: measurements.bins.filter(isClosed),
    dropped: measurements.dropped.filter(isClosed),
  };
  const loads = serverLoads(closed, resource).map(({ concurrency, throughputPerSec }) => ({
    concurrency,
    throughputPerSec,
  }));
  const law = orRefusal(() => scalabilityOf(loads));
  if (law instanceof LoadtestError) return null;
  const { lambda, sigma, kappa } = law.fit;
  const most = Math.max(...loads.map(({ concurrency }) => concurrency));
  const band = Array.from({ length: bandPoints + 1 }, (_, i) => (i * most) / bandPoints).map(
    (concurrency) => ({ concurrency, ...uslBand(law.fit, concurrency, confidence) }),
  );
  return { usl: { lambda, sigma, kappa }, loads, band };
}
