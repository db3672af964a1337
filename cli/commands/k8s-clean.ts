import { exitCode } from '../../core/exit-code.ts';
import { clusterOptions } from '../cluster-options.ts';
import { defineCommand } from '../command.ts';
import { valueOption } from '../option.ts';
import { anyText } from '../value.ts';

export const k8sClean = defineCommand({
  name: 'clean',
  summary: 'remove what runs have left in the namespace',
  args: {},
  options: {
    run: valueOption('--run <id>', 'this run, whatever its state: its result is lost', anyText),
    ...clusterOptions,
  },
  examples: [
    { line: 'loadtest k8s clean', summary: 'runs that have ended, or that were never complete' },
    { line: 'loadtest k8s clean --run 20260314-0917', summary: 'a run that goes on, too' },
  ],
  async run(ctx, input) {
    const { options, screen, global } = input;
    const { openCluster } = await import('../open-cluster.ts');
    const { cleanRun, cleanRuns } = await import('../../k8s/clean.ts');
    const { cluster } = await openCluster(ctx, input);
    const { removed, kept } =
      options.run === undefined ? await cleanRuns(cluster, ctx.now()) : await cleanRun(cluster, options.run);
    for (const { runId } of removed) screen.say(`removed ${runId}`);
    for (const { runId } of kept) screen.say(`kept ${runId}, which goes on or waits to be fetched`);
    if (removed.length + kept.length === 0)
      screen.say(`there are no runs in namespace "${cluster.namespace}"`);
    const idsOf = (runs: typeof removed) => runs.map(({ runId }) => runId);
    if (global.json) screen.printJson({ removed: idsOf(removed), kept: idsOf(kept) });
    return exitCode.ok;
  },
});
