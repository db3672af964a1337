import { z } from 'zod';
import type { Context } from '../core/context.ts';
import type { MetricSource } from '../core/metric-source.ts';
import { observeProcess, processObserverSchema } from '../runner/observe/process-observer.ts';
import type { Config } from './config/schema.ts';

/** One entry of `observers` in the configuration. */
export const observerSchema = z.discriminatedUnion('type', [processObserverSchema]);
export type Observer = z.infer<typeof observerSchema>;

/** The metric source that an entry describes. One with a heavy client is loaded only where it is named. */
async function createSource(ctx: Context, observer: Observer): Promise<MetricSource> {
  switch (observer.type) {
    case 'process':
      return observeProcess(ctx, observer);
  }
}

/** The metric sources that the configuration names. */
export function createSources(
  ctx: Context,
  { observers }: Pick<Config, 'observers'>,
): Promise<readonly MetricSource[]> {
  return Promise.all(observers.map((observer) => createSource(ctx, observer)));
}
