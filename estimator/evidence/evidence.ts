import { mergeMeasurements } from '../../core/measurements/index.ts';
import type { Architecture, Measurements, RunResult } from '../../core/records/index.ts';
import type { DemandOptions } from '../demand/measure-demand.ts';
import { resourceToSize, serverLimitOf } from '../demand/server-bins.ts';
import { refusal } from '../refuse.ts';
import { refuseUnlike } from './comparable.ts';
import { imbalanceOf } from './imbalance.ts';

/** What a run measured, with its result; or a table's measurements, which have none. */
export interface Measured {
  readonly result: RunResult | null;
  readonly measurements: Measurements;
}

/** All that an estimate rests on, as one. */
export interface Evidence {
  readonly measurements: Measurements;
  /** Of the runs, in their order; tables have none. */
  readonly results: readonly RunResult[];
  /** Cores of one measured server; `null` where nobody knows them. */
  readonly serverCores: number | null;
  /** What one of them could use at most; `null` where nobody knows it. */
  readonly serverMemoryBytes: number | null;
  readonly architecture: Architecture;
  /** Highest over mean load of several servers; `null` where that was not seen. */
  readonly imbalance: number | null;
  /** Mean bytes of an answer and of a request over the runs; absent where none counted them. */
  readonly responseBytes?: number;
  readonly requestBytes?: number;
}

export interface EvidenceOptions extends DemandOptions {
  /** The architecture of the machine that ran the server; read from the runs unless given. */
  readonly measuredArchitecture?: Architecture;
}

/**
 * Runs and tables as one, where they are of one kind of server. Throws ESTIMATE_REFUSED for those that cannot be compared,
 * and where only tables are given and nobody says what machine they were measured on.
 */
export function evidenceOf(measured: readonly Measured[], options: EvidenceOptions): Evidence {
  const measurements = mergeMeasurements(measured.map((each) => each.measurements));
  const resource = resourceToSize(measurements, options.resource, options.behind);
  const serverCores = refuseUnlike(
    measured.map((each) => each.measurements),
    resource,
  );
  const [memory] = measured.flatMap((each) => serverLimitOf(each.measurements, resource, 'bytes') ?? []);
  const results = measured.flatMap(({ result }) => result ?? []);
  const bytes = (metric: string) => bytesPerRequest(results, metric);
  const [responseBytes, requestBytes] = [bytes('data_received'), bytes('data_sent')];
  return {
    measurements,
    results,
    serverCores: options.cores ?? serverCores,
    serverMemoryBytes: memory ?? null,
    architecture: options.measuredArchitecture ?? architectureOf(results),
    imbalance: imbalanceOf(measurements, resource),
    ...(responseBytes !== undefined && { responseBytes }),
    ...(requestBytes !== undefined && { requestBytes }),
  };
}

function architectureOf(results: readonly RunResult[]): Architecture {
  const found = new Set(results.map(({ generator: { platform } }) => nameOf(platform)));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw refusal(
    only === undefined
      ? 'a table does not say which architecture its server has'
      : `the runs were measured on ${[...found].join(' and ')}, where a request costs differently`,
    only === undefined
      ? 'give it: --measured-architecture x86_64 or arm64'
      : 'estimate from those of one architecture, or give that of the server: --measured-architecture',
  );
}

/** What `process.platform` and `process.arch` say together, e.g. `linux arm64`. */
function nameOf(platform: string): Architecture {
  return /arm64|aarch64/.test(platform) ? 'arm64' : 'x86_64';
}

/** Over all requests of the runs that counted both. */
function bytesPerRequest(results: readonly RunResult[], metric: string): number | undefined {
  const counted = results.flatMap(({ metrics }) => {
    const [bytes, requests] = [metrics[metric], metrics.http_reqs];
    return bytes?.type === 'counter' && requests?.type === 'counter' && requests.count > 0
      ? [{ bytes: bytes.count, requests: requests.count }]
      : [];
  });
  const requests = counted.reduce((sum, each) => sum + each.requests, 0);
  if (requests === 0) return undefined;
  return counted.reduce((sum, each) => sum + each.bytes, 0) / requests;
}
