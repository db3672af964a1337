import type { Measurements } from '../../core/records/index.ts';
import type { ResponseLoad } from '../scalability/response-growth.ts';
import { type ServerBin, serverBins } from './server-bins.ts';

/** The CPU of the server beside which its responses are read. */
interface ServerCpu {
  readonly resource: string;
  /** What requests can use of it: cores less what is used without any. */
  readonly cores: number;
  readonly idleCores: number;
}

const fewestBlocks = 3;
const mostBlocks = 12;
const binsPerBlock = 5;

/**
 * How responses grow from load to load, from the clean bins: R = N/X (Little), with the standard error of its mean over blocks of time,
 * since requests near each other wait for the same ones. Loads with too few bins for three blocks are left out.
 */
export function responseLoads(measurements: Measurements, cpu: ServerCpu): ResponseLoad[] {
  const seen = serverBins(measurements.bins, cpu.resource).filter(
    ({ inFlight, used }) => inFlight !== null && typeof used.cores === 'number',
  );
  return [...new Set(seen.map(({ load }) => load))].flatMap((load) => {
    const own = seen.filter((bin) => bin.load === load).toSorted((a, b) => a.startMs - b.startMs);
    const perSec = meanOf(own, ({ requestsPerSec }) => requestsPerSec);
    const errorSec = responseErrorSec(own);
    if (errorSec === undefined || perSec === 0) return [];
    const usedCores = meanOf(own, ({ used }) => used.cores ?? 0) - cpu.idleCores;
    return [
      {
        perSec,
        responseSec: meanOf(own, ({ inFlight }) => inFlight ?? 0) / perSec,
        errorSec,
        cpuSec: usedCores / perSec,
        utilisation: usedCores / cpu.cores,
        dispersion: dispersionOf(own, perSec),
        othersShare: othersShareOf(measurements, load, own),
      },
    ];
  });
}

/** Of the ratio of two means, from √n blocks or so: s²/n with s² that of (N − R·X)/X̄ over the blocks. */
function responseErrorSec(bins: readonly ServerBin[]): number | undefined {
  const blocks = Math.min(mostBlocks, Math.max(fewestBlocks, Math.floor(bins.length / binsPerBlock)));
  if (bins.length < blocks) return undefined;
  const perSec = meanOf(bins, ({ requestsPerSec }) => requestsPerSec);
  const responseSec = meanOf(bins, ({ inFlight }) => inFlight ?? 0) / perSec;
  const size = Math.floor(bins.length / blocks);
  const squares = Array.from({ length: blocks }, (_, i) => {
    const block = bins.slice(i * size, (i + 1) * size);
    return meanOf(block, (bin) => ((bin.inFlight ?? 0) - responseSec * bin.requestsPerSec) / perSec) ** 2;
  }).reduce((sum, square) => sum + square, 0);
  return Math.sqrt(squares / (blocks - 1) / blocks);
}

/** Variance over mean of the counts of the bins. */
function dispersionOf(bins: readonly ServerBin[], perSec: number): number {
  const squares = bins.reduce((sum, { requestsPerSec }) => sum + (requestsPerSec - perSec) ** 2, 0);
  const binSec = bins.reduce((sum, { durationMs }) => sum + durationMs, 0) / bins.length / 1_000;
  return (squares / (bins.length - 1) / perSec) * binSec;
}

/** (N − 1)/N of a closed load, whose users are its target, or as many as were seen in flight; 1 of any other. */
function othersShareOf({ sources, steps }: Measurements, load: string, bins: readonly ServerBin[]): number {
  const step = steps.find(({ source, index }) => load === `${source}:${index}`);
  const source = sources[Number(load.split(':')[0])];
  if ((step?.model ?? source?.loadModel) !== 'closed') return 1;
  const users = step?.target ?? Math.max(...bins.map(({ inFlight }) => inFlight ?? 0));
  return users > 1 ? (users - 1) / users : 0;
}

function meanOf(bins: readonly ServerBin[], of: (bin: ServerBin) => number): number {
  const total = bins.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return bins.reduce((sum, bin) => sum + of(bin) * bin.durationMs, 0) / total;
}
