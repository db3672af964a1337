import { exitCode } from '../../core/exit-code.ts';
import { clusterOptions } from '../cluster-options.ts';
import { defineCommand } from '../command.ts';
import { requiredArgument } from '../option.ts';

export const stopRun = defineCommand({
  name: 'stop',
  summary: 'stop the load of a run on a cluster; its result waits to be fetched',
  args: { run: requiredArgument('an id or its beginning') },
  options: clusterOptions,
  examples: [
    { line: 'loadtest runs stop 20260314-0917', summary: 'then: loadtest runs attach 20260314-0917' },
  ],
  async run(ctx, input) {
    const { args, screen, global } = input;
    const { openCluster } = await import('../open-cluster.ts');
    const { findActiveRun } = await import('../../k8s/cluster-runs.ts');
    const { stopClusterRun } = await import('../../k8s/stop.ts');
    const { cluster } = await openCluster(ctx, input);
    const { runId } = await findActiveRun(cluster, args.run);
    await stopClusterRun(ctx, cluster, runId);
    screen.say(`${runId} stops; "loadtest runs attach ${runId}" brings its result`);
    if (global.json) screen.printJson({ stopped: runId });
    return exitCode.ok;
  },
});
