import { z } from 'zod';
import { refuse } from '../core/problems.ts';
import { type ServerThresholdSpec, serverThresholdSpecSchema } from '../core/records/index.ts';
import { durationMsSchema } from '../runner/config.ts';
import { deliveryOf, type Observer } from './observers.ts';

const { source, resource, metric, stat, op, value } = serverThresholdSpecSchema.shape;

/** What the first seconds of a load say of a server is how it warms up. */
const defaultWarmUpMs = 3_000;

/** A threshold on what an observer reads, as the configuration has it. */
export const serverThresholdSchema = z.strictObject({
  source,
  resource,
  metric,
  stat: stat.default('avg'),
  op,
  value,
  /** How long a window is; without it the whole load is one. */
  for: durationMsSchema.pipe(z.number().positive()).optional(),
  warmUpMs: durationMsSchema.default(defaultWarmUpMs),
  abortOnFail: z.boolean().default(false),
});

/**
 * The thresholds on servers as a plan holds them. Throws THRESHOLD_INVALID with every one whose source is not
 * observed, or cannot abort since it is read after the run only. What is started for the run is observed as a process.
 */
export function serverThresholdsOf(config: {
  readonly serverThresholds: readonly z.output<typeof serverThresholdSchema>[];
  readonly observers: readonly Observer[];
}): ServerThresholdSpec[] {
  const observed: readonly string[] = ['process', ...config.observers.map(({ type }) => type)];
  const delivered: Readonly<Record<string, string>> = deliveryOf;
  const problems = config.serverThresholds.flatMap(({ source, metric, abortOnFail }) => {
    if (!observed.includes(source)) {
      return [`the threshold on ${metric} needs an observer of type "${source}", there is none`];
    }
    return abortOnFail && delivered[source] === 'historical'
      ? [`the threshold on ${metric} cannot abort the run: ${source} is read when it is over`]
      : [];
  });
  refuse('THRESHOLD_INVALID', problems);
  return config.serverThresholds.map(({ for: forMs, ...threshold }) => ({
    ...threshold,
    ...(forMs !== undefined && { forMs }),
  }));
}
