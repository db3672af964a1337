import { clusterOptions } from '../cluster-options.ts';
import { defineCommand } from '../command.ts';
import { valueOption } from '../option.ts';
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
    ...clusterOptions,
  },
  examples: [
    { line: 'loadtest k8s doctor', summary: 'rights, objects, Pod Security, quota; changes nothing' },
    { line: 'loadtest k8s doctor --workers 20 --json', summary: 'room for so many, for a program' },
  ],
  async run(ctx, input) {
    const { openCluster } = await import('../open-cluster.ts');
    const { probeObjects } = await import('../doctor/probe-objects.ts');
    const { examineCluster } = await import('../../k8s/doctor.ts');
    const { showFindings } = await import('../screen/findings.ts');
    const { cluster, config } = await openCluster(ctx, input);
    const { kubernetes, workers } = config;
    const objects = await probeObjects(ctx, cluster.namespace, { kubernetes, workers });
    const findings = await examineCluster(cluster, { kubernetes, workers, objects });
    return showFindings(input.screen, findings, input.global.json);
  },
});
