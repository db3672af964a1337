import { resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { type Cluster, connectCluster } from '../k8s/client.ts';
import { openStore } from '../runner/store/run-store.ts';
import type { Input } from './command.ts';
import { loadConfig } from './config/config.ts';
import type { Results } from './results.ts';

/** The cluster that flags and configuration name, and the runs on this machine. */
export async function openCluster(
  ctx: Context,
  { global, layers }: Pick<Input<unknown, unknown>, 'global' | 'layers'>,
): Promise<Results & { readonly cluster: Cluster }> {
  const { config, root } = await loadConfig(ctx, { file: global.config, layers });
  const cluster = await connectCluster(config.kubernetes);
  return { cluster, config, root, store: openStore(resolve(root, config.resultsDir)) };
}
