import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { LoadtestError, messageOf } from '../core/errors.ts';
import {
  type MeasurementOptions,
  measurementsFromCsv,
  mergeMeasurements,
  toMeasurements,
} from '../core/measurements/index.ts';
import type { Measurements } from '../core/records/index.ts';
import { findResults } from './kept-runs.ts';
import type { Results } from './results.ts';

/**
 * What runs and tables measured, as one record. A reference that ends in `.csv` is a file in the working directory,
 * any other one a run.
 */
export async function readMeasurements(
  ctx: Context,
  results: Results,
  references: readonly string[],
  options: MeasurementOptions = {},
): Promise<Measurements> {
  const all: Measurements[] = [];
  for (const reference of references) {
    all.push(
      extname(reference) === '.csv'
        ? measurementsFromCsv(await readTable(ctx, reference), reference)
        : await measurementsOfRun(ctx, results, reference, options),
    );
  }
  return mergeMeasurements(all);
}

async function measurementsOfRun(
  ctx: Context,
  results: Results,
  reference: string,
  options: MeasurementOptions,
): Promise<Measurements> {
  const { store } = results;
  const [run] = await findResults(ctx, results, [reference]);
  const id = run?.id ?? reference;
  return toMeasurements(await store.readResult(id), store.readSeries(id), options);
}

async function readTable(ctx: Context, file: string): Promise<string> {
  try {
    return await readFile(resolve(ctx.cwd, file), 'utf8');
  } catch (error) {
    throw new LoadtestError('USAGE', `cannot read the table: ${messageOf(error)}`, { cause: error });
  }
}
