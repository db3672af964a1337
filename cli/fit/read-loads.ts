import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Context } from '../../core/context.ts';
import { parseCsv } from '../../core/csv.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { measurementsFromCsv } from '../../core/measurements/index.ts';
import type { MeasuredLoad, MeasurementBin } from '../../core/records/index.ts';
import { readLoadTable } from './load-table.ts';

/**
 * The loads of a CSV file: a row each, or the steps of a table of measurements, which has a time in each row. Throws
 * USAGE where it cannot be read, RECORD_INVALID where it is no such table.
 */
export async function readLoads(ctx: Context, file: string): Promise<MeasuredLoad[]> {
  const text = await readFile(resolve(ctx.cwd, file), 'utf8').catch((error: unknown) => {
    throw new LoadtestError('USAGE', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  });
  const [head = []] = parseCsv(text);
  const isOfBins = head.some((cell) => cell.text.trim() === 'time');
  return isOfBins ? loadsOfSteps(measurementsFromCsv(text, file).bins) : readLoadTable(text, file);
}

/** The mean of each step; a bin without a step is a load of its own. What tells no concurrency is left out. */
function loadsOfSteps(bins: readonly MeasurementBin[]): MeasuredLoad[] {
  const keyOf = ({ source, step, startMs }: MeasurementBin) => `${source}:${step ?? `at ${startMs}`}`;
  return [...new Set(bins.map(keyOf))].flatMap((key) => {
    const own = bins.filter((bin) => keyOf(bin) === key && bin.total.concurrency !== null);
    if (own.length === 0) return [];
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const resources = [...new Set(own.flatMap(({ used }) => Object.keys(used)))];
    const cores = resources.map((name) => {
      const seen = own.flatMap(({ used }) => used[name]?.cores ?? []);
      return [name, seen.length > 0 ? mean(seen) : null] as const;
    });
    return [
      {
        concurrency: mean(own.map(({ total }) => total.concurrency ?? 0)),
        throughputPerSec: mean(own.map(({ total }) => total.throughputPerSec)),
        cores: Object.fromEntries(cores.filter(([, value]) => value !== null)),
      },
    ];
  });
}
