import { z } from 'zod';
import type { Context } from '../core/context.ts';
import type { MetricSource } from '../core/metric-source.ts';
import { kubernetesObserverSchema } from '../k8s/observe/config.ts';
import { observeKubernetes } from '../k8s/observe/source.ts';
import { cloudWatchObserverSchema } from '../runner/observe/cloudwatch/cloudwatch-observer.ts';
import { observeProcess, processObserverSchema } from '../runner/observe/process-observer.ts';
import { prometheusObserverSchema } from '../runner/observe/prometheus/config.ts';
import { prometheusSource } from '../runner/observe/prometheus/source.ts';
import type { Config } from './config/schema.ts';

/** One entry of `observers` in the configuration. */
export const observerSchema = z.discriminatedUnion('type', [
  processObserverSchema,
  prometheusObserverSchema,
  kubernetesObserverSchema,
  cloudWatchObserverSchema,
]);
export type Observer = z.infer<typeof observerSchema>;

/** Whether a source is read during the run, so that a threshold on it can abort, or afterwards. */
export const deliveryOf = {
  process: 'live',
  kubernetes: 'live',
  prometheus: 'live',
  cloudwatch: 'historical',
} as const satisfies Record<Observer['type'], MetricSource['description']['delivery']>;

/** The part of the configuration that sources are made from. */
type SourceConfig = Pick<Config, 'observers' | 'kubernetes' | 'follow'>;

/** The metric source that an entry describes. One with a heavy client is loaded only where it is named. */
async function createSource(
  ctx: Context,
  observer: Observer,
  config: SourceConfig,
  onNote: (line: string) => void,
): Promise<MetricSource> {
  switch (observer.type) {
    case 'process':
      return observeProcess(ctx, observer);
    case 'kubernetes':
      return observeKubernetes(ctx, observer, config.kubernetes);
    case 'prometheus':
      return prometheusSource(ctx, observer);
    case 'cloudwatch': {
      const { cloudWatchSource } = await import('../runner/observe/cloudwatch/source.ts');
      return cloudWatchSource(ctx, observer, { onNote, follow: config.follow });
    }
  }
}

/** The metric sources that the configuration names; `onNote` hears what they have to say besides their series. */
export function createSources(
  ctx: Context,
  config: SourceConfig,
  onNote: (line: string) => void,
): Promise<readonly MetricSource[]> {
  return Promise.all(config.observers.map((observer) => createSource(ctx, observer, config, onNote)));
}
