import type { Estimate } from '../../core/records/index.ts';
import { uslThroughput } from '../../core/usl.ts';
import { msText, numberText, rateText, shareText } from '../quantity-text.ts';
import type { Markup } from './markup.ts';
import { plot } from './plot.ts';

/** The loads that the demand was read from, with its line. */
export function demandChart({ demand, connections }: Estimate): Markup | false {
  const { steps, cpuSecPerRequest, idleCores, resource, evidence } = demand;
  // What is told apart, or stated, is no line through the messages alone.
  if (steps.length === 0 || (connections && connections.basis !== 'mix')) return false;
  const work = connections ? 'messages' : 'requests';
  const most = Math.max(...steps.map(({ requestsPerSec }) => requestsPerSec));
  const used = (perSec: number) => Math.max(0, idleCores + cpuSecPerRequest.mid * perSec);
  const line = `${numberText(idleCores)} cores without ${work}, ${msText(cpuSecPerRequest.mid * 1_000)} of CPU for each`;
  const bends = evidence.fit?.model === 'hyperthreads';
  return plot({
    title: `What ${work} cost the server`,
    xName: `${work}/s of one server`,
    yName: `cores of ${resource} in use`,
    points: steps.map(({ requestsPerSec, cpuCores }) => ({ x: requestsPerSec, y: cpuCores })),
    curve: [0, most].map((perSec) => ({ x: perSec, y: used(perSec) })),
    note: `A point is a measured load; the line is the demand: ${line}${bends ? ' when all hyperthreads are busy' : ''}.`,
  });
}

const curvePoints = 60;

/** Throughput against requests in flight, with the scalability law where the loads show it. */
export function scalabilityChart({ demand }: Estimate): Markup | false {
  const { scalability } = demand.evidence;
  if (scalability === null) return false;
  const { usl, loads, band } = scalability;
  const most = Math.max(...loads.map(({ concurrency }) => concurrency));
  const curve = Array.from({ length: curvePoints + 1 }, (_, i) => (i * most) / curvePoints);
  const shares = `σ ${numberText(usl.sigma)}, κ ${numberText(usl.kappa)}`;
  return plot({
    title: 'How one server scales',
    xName: 'requests in flight',
    yName: 'requests/s',
    points: loads.map(({ concurrency, throughputPerSec }) => ({ x: concurrency, y: throughputPerSec })),
    curve: curve.map((concurrency) => ({ x: concurrency, y: uslThroughput(usl, concurrency) })),
    band: band.map(({ concurrency, low, high }) => ({ x: concurrency, low, high })),
    note: `A point is a measured load; the curve is the scalability law, the band where it lies at 90 % confidence: ${rateText(usl.lambda)} for one in flight, ${shares}.`,
  });
}

/** How long a response of the recommended option takes by its utilisation, with each objective. */
export function latencyCharts({ latency, options, recommended }: Estimate): Markup[] {
  const planned = recommended === null ? undefined : options[recommended]?.planned.utilisation;
  return latency.map(({ quantile, limitMs, modelled, measured }) => {
    const name = `p${numberText(quantile * 100)}`;
    const shown = modelled.filter(({ ms }) => ms <= 2 * limitMs);
    const toPoint = ({ utilisation, ms }: { readonly utilisation: number; readonly ms: number }) => ({
      x: 100 * utilisation,
      y: ms,
    });
    return plot({
      title: `${name} of the response time by utilisation`,
      xName: '% of the CPU that a task can use',
      yName: 'ms',
      points: measured.filter(({ ms, utilisation }) => utilisation < 1 && ms <= 2 * limitMs).map(toPoint),
      curve: shown.map(toPoint),
      limit: { y: limitMs, name: `${name} within ${msText(limitMs)}` },
      note: `A point is a step of the measured server; the curve is the model of the recommended size, which is planned for ${shareText(Number((planned ?? 0).toFixed(2)))}.`,
    });
  });
}
