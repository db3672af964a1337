import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { Context } from '../../core/context.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import {
  type Estimate,
  estimateSchema,
  type JobsEstimate,
  jobsEstimateSchema,
} from '../../core/records/index.ts';

const anyEstimateSchema = z.discriminatedUnion('kind', [estimateSchema, jobsEstimateSchema]);

/** An estimate of a service or of jobs that was written as JSON. Throws RECORD_INVALID where the file is none. */
export async function readEstimate(ctx: Context, file: string): Promise<Estimate | JobsEstimate> {
  try {
    return anyEstimateSchema.parse(JSON.parse(await readFile(resolve(ctx.cwd, file), 'utf8')));
  } catch (cause) {
    const why = cause instanceof SyntaxError || !(cause instanceof Error && 'issues' in cause);
    const reason = why ? `: ${messageOf(cause)}` : '';
    throw new LoadtestError('RECORD_INVALID', `"${file}" is no estimate${reason}`, {
      cause,
      hint: 'write one with loadtest estimate -o estimate.json',
    });
  }
}
