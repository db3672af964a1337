import { clusterOptions } from '../cluster-options.ts';
import { defineCommand } from '../command.ts';
import { switchOption, valueOption } from '../option.ts';
import { wholeNumber } from '../value.ts';

export const k8sDoctor = defineCommand({
  name: 'doctor',
  summary: 'what a run would lack on the cluster, and how to get it',
  args: {},
  options: {
    workers: valueOption('-w, --workers <n>', 'of the run that there must be room for', wholeNumber(), {
      env: 'LOADTEST_WORKERS',
      config: 'workers',
    }),
    probe: switchOption('--probe', 'run a worker that sends nothing: images, nodes, the way to the target'),
    ...clusterOptions,
  },
  examples: [
    { line: 'loadtest k8s doctor', summary: 'rights, objects, Pod Security, room; changes nothing' },
    { line: 'loadtest k8s doctor --probe', summary: 'the same, and a run that sends nothing' },
    { line: 'loadtest k8s doctor --workers 20 --json', summary: 'room for so many, for a program' },
  ],
  async run(ctx, input) {
    const { loadConfig } = await import('../config/config.ts');
    const { connectCluster } = await import('../../k8s/client.ts');
    const { bucketFindings } = await import('../doctor/bucket-findings.ts');
    const { probeObjects } = await import('../doctor/probe-objects.ts');
    const { examineCluster } = await import('../../k8s/doctor.ts');
    const { showFindings } = await import('../screen/findings.ts');
    const loaded = await loadConfig(ctx, { file: input.global.config, layers: input.layers });
    const cluster = await connectCluster(loaded.config.kubernetes);
    const { kubernetes, workers } = loaded.config;
    const objects = await probeObjects(ctx, cluster.namespace, { kubernetes, workers });
    const findings = [
      ...(await examineCluster(cluster, { kubernetes, workers, objects })),
      ...(await bucketFindings(loaded.config)),
    ];
    if (input.options.probe && findings.every(({ state }) => state !== 'missing')) {
      const { probePods } = await import('../doctor/probe-pods.ts');
      findings.push(...(await probePods(ctx, loaded, input.screen.say)));
    }
    return showFindings(input.screen, findings, input.global.json);
  },
});
