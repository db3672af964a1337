import type { Metric, RunResult } from '../core/records/index.ts';
import type { MainMetric } from './main-metric.ts';
import {
  absent,
  coresText,
  countText,
  msText,
  numberText,
  plural,
  rateText,
  shareText,
} from './quantity-text.ts';

/** One number of the summary. `note` says what stands beside it; empty if nothing does. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

/** The summary of a run, most important first. */
export function buildTiles(result: RunResult, main: MainMetric): Tile[] {
  const { metrics } = result;
  const counter = metrics[main.throughput];
  const dropped = metrics.dropped_iterations;
  const iterations = metrics.iterations;
  return [
    {
      label: main.noun === 'request' ? 'Requests' : 'Iterations',
      value: counter?.type === 'counter' ? countText(counter.count) : absent,
      note:
        iterations?.type === 'counter' && main.noun === 'request'
          ? plural(iterations.count, 'iteration')
          : '',
    },
    {
      label: 'Throughput',
      value: counter?.type === 'counter' ? rateText(counter.ratePerSec) : absent,
      note:
        dropped?.type === 'counter' && dropped.count > 0 ? plural(dropped.count, 'dropped iteration') : '',
    },
    latencyTile('p95', metrics[main.latency]),
    latencyTile('p99', metrics[main.latency]),
    failedTile(metrics.http_req_failed),
    vusTile(metrics.vus),
    generatorTile(result),
  ];
}

function latencyTile(name: 'p95' | 'p99', metric: Metric | undefined): Tile {
  if (metric?.type !== 'trend') return { label: `Latency ${name}`, value: absent, note: '' };
  const note = name === 'p95' ? `median ${msText(metric.p50)}` : `max ${msText(metric.max)}`;
  const tooFew = metric.tooFewFor.includes(name);
  return { label: `Latency ${name}`, value: msText(metric[name]), note: tooFew ? 'too few samples' : note };
}

function failedTile(metric: Metric | undefined): Tile {
  if (metric?.type !== 'rate') return { label: 'Failed', value: absent, note: '' };
  return { label: 'Failed', value: shareText(metric.rate), note: plural(metric.trues, 'request') };
}

function vusTile(metric: Metric | undefined): Tile {
  return {
    label: 'Peak virtual users',
    value: metric?.type === 'gauge' ? countText(metric.max) : absent,
    note: '',
  };
}

/** The busiest worker, as a share of its limit where it has one, else in cores. */
function generatorTile({ workers, generator }: RunResult): Tile {
  const label = 'Generator CPU';
  const [busiest] = workers
    .flatMap(({ cpuCores, cpuLimitCores, index }) =>
      cpuCores === null ? [] : [{ index, cpuCores, cpuLimitCores }],
    )
    .sort((a, b) => b.cpuCores / (b.cpuLimitCores ?? 1) - a.cpuCores / (a.cpuLimitCores ?? 1));
  if (!busiest) return { label, value: absent, note: 'not observed' };
  const { index, cpuCores, cpuLimitCores } = busiest;
  const which = workers.length > 1 ? `, worker ${index}` : '';
  return {
    label,
    value: cpuLimitCores === null ? numberText(cpuCores) : shareText(cpuCores / cpuLimitCores),
    note: `of ${coresText(cpuLimitCores ?? generator.cpus)}${which}`,
  };
}
