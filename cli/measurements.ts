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
import type { Measured } from '../estimator/index.ts';
import { findResults } from './kept-runs.ts';
import type { Results } from './results.ts';

/** What runs and tables measured, as one record. */
export async function readMeasurements(
  ctx: Context,
  results: Results,
  references: readonly string[],
  options: MeasurementOptions = {},
): Promise<Measurements> {
  const all = await readMeasured(ctx, results, references, options);
  return mergeMeasurements(all.map(({ measurements }) => measurements));
}

/**
 * What each run or table measured, and the result of a run. A reference that ends in `.csv` is a file in the working
 * directory, any other one a run.
 */
export async function readMeasured(
  ctx: Context,
  results: Results,
  references: readonly string[],
  options: MeasurementOptions = {},
): Promise<readonly Measured[]> {
  const all: Measured[] = [];
  for (const reference of references) {
    all.push(
      extname(reference) === '.csv'
        ? { result: null, measurements: measurementsFromCsv(await readTable(ctx, reference), reference) }
        : await readRun(ctx, results, reference, options),
    );
  }
  return all;
}

async function readRun(
  ctx: Context,
  results: Results,
  reference: string,
  options: MeasurementOptions,
): Promise<Measured> {
  const { store } = results;
  const [run] = await findResults(ctx, results, [reference]);
  const id = run?.id ?? reference;
  const result = await store.readResult(id);
  return { result, measurements: await toMeasurements(result, store.readSeries(id), options) };
}

async function readTable(ctx: Context, file: string): Promise<string> {
  try {
    return await readFile(resolve(ctx.cwd, file), 'utf8');
  } catch (error) {
    throw new LoadtestError('USAGE', `cannot read the table: ${messageOf(error)}`, {
      hint: 'name a file that is there; a run is named without .csv',
      cause: error,
    });
  }
}
