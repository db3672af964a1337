import { clusterOptions } from '../cluster-options.ts';
import { defineCommand } from '../command.ts';
import { requiredArgument } from '../option.ts';

export const attachRun = defineCommand({
  name: 'attach',
  summary: 'follow a run on a cluster and bring its result home',
  args: { run: requiredArgument('an id or its beginning') },
  options: clusterOptions,
  examples: [
    { line: 'loadtest runs attach 20260314-0917', summary: 'from any machine, also when it is over' },
  ],
  async run(ctx, input) {
    const { args, screen, global } = input;
    const { openCluster } = await import('../open-cluster.ts');
    const { attachClusterRun } = await import('../../k8s/run-on-cluster.ts');
    const { findActiveRun } = await import('../../k8s/cluster-runs.ts');
    const { createLiveView } = await import('../screen/live-view.ts');
    const { followRun } = await import('../run/follow-run.ts');
    const { createSources } = await import('../observers.ts');
    const { fetchKept } = await import('../fetch-kept.ts');
    const results = await openCluster(ctx, input);
    const kept = await fetchKept(ctx, results, args.run);
    if (kept) {
      const { conclude } = await import('../run/conclude.ts');
      return conclude(ctx, results, kept, { screen, json: global.json });
    }
    const { cluster, config, store } = results;
    const { runId } = await findActiveRun(cluster, args.run);
    const view = createLiveView(ctx, screen);
    const readyMs = config.kubernetes.readyTimeoutMs;
    const sources = await createSources(ctx, config, view.note);
    const run = attachClusterRun(ctx, { cluster, runId, store, sources, readyMs, onNote: view.note });
    return followRun(ctx, run, results, { view, screen, json: global.json });
  },
});
