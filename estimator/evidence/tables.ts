import type { Estimate } from '../../core/records/index.ts';
import type { Evidence } from './evidence.ts';

/** What has to be taken on trust of tables, which only hold rows, a sentence each; none without a table. */
export function assumptionsOfTables(
  { measurements, results, serverCores }: Evidence,
  { objectives }: Pick<Estimate['rule'], 'objectives'>,
): string[] {
  const tables = measurements.sources.filter(({ kind }) => kind === 'csv').map(({ id }) => id);
  if (tables.length === 0) return [];
  const names = tables.join(', ');
  return [
    `every row of ${names} is taken as a clean one: a table does not say what was left out`,
    ...(serverCores === null
      ? [
          `the cores of the server in ${names} are not known: give --measured-cores to have a hidden bottleneck seen`,
        ]
      : []),
    ...(objectives.length > 0 && results.length === 0
      ? [`response times at low load are taken as exponential ${shapeText(measurements, names)}`]
      : []),
  ];
}

function shapeText({ bins }: Evidence['measurements'], names: string): string {
  const hasPercentiles = bins.some(
    ({ step, total: { p50Ms, p95Ms, p99Ms } }) => step !== null && (p50Ms ?? p95Ms ?? p99Ms) !== null,
  );
  if (hasPercentiles) return `between the percentiles of ${names}`;
  return bins.some(({ total }) => total.concurrency !== null)
    ? `about their mean: ${names} has no distribution of them`
    : `about the CPU time, without what is spent elsewhere: ${names} has no concurrency`;
}
