import { formatUsd } from '../../../core/quantity.ts';

/** What GetMetricData costs for each metric requested, in US dollars; the free tier does not hold for it. */
const usdPerMetric = 0.01 / 1_000;

/** What it costs to ask for so many metrics, in words: `27 metrics, $0.00027`. */
export function readCostText(metricsRequested: number): string {
  const noun = metricsRequested === 1 ? 'metric' : 'metrics';
  return `${metricsRequested} ${noun}, ${formatUsd(readCostUsd(metricsRequested))}`;
}

export function readCostUsd(metricsRequested: number): number {
  return metricsRequested * usdPerMetric;
}
