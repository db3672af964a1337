import { valueOption } from './option.ts';
import { anyText } from './value.ts';

const group = 'Kubernetes';

/** Which cluster, over the `kubernetes` of the configuration. */
export const clusterOptions = {
  context: valueOption('--context <name>', 'of the kubeconfig; default: its current one', anyText, {
    group,
    config: 'kubernetes.context',
  }),
  namespace: valueOption(
    '--namespace <name>',
    "where the run's objects live; default: the context's",
    anyText,
    {
      group,
      config: 'kubernetes.namespace',
    },
  ),
};
