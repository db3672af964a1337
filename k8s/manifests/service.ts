import type { V1Service } from '@kubernetes/client-node';
import { coordinatorPorts } from '../coordinator/ports.ts';
import { objectName, podLabels } from '../run-names.ts';
import type { RunSettings } from '../settings.ts';
import { metadataOf, type Owner } from './metadata.ts';

/** The address at which workers find their coordinator, before it is there. */
export function service(runId: string, settings: RunSettings, owner?: Owner): V1Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf(runId, objectName(runId), settings, owner),
    spec: {
      selector: podLabels(runId, 'coordinator'),
      ports: [{ name: 'workers', port: coordinatorPorts.workers, targetPort: 'workers' }],
    },
  };
}
