import type { V1Secret } from '@kubernetes/client-node';
import { coordinatorVariables } from '../coordinator/settings.ts';
import { objectName } from '../run-names.ts';
import type { RunSettings } from '../settings.ts';
import { metadataOf, type Owner } from './metadata.ts';

/**
 * The run's token and the variables of its script, which become the workers' environment. They stand in a Secret
 * rather than in the Job, since whoever may list Jobs reads those.
 */
export function secret(runId: string, settings: RunSettings, owner?: Owner): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: metadataOf(runId, objectName(runId), settings, owner),
    type: 'Opaque',
    immutable: true,
    stringData: {
      ...settings.kubernetes.env,
      ...settings.variables,
      [coordinatorVariables.token]: settings.token,
    },
  };
}
