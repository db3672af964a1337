import type { V1ObjectMeta } from '@kubernetes/client-node';
import { runLabels } from '../run-names.ts';
import type { RunSettings } from '../settings.ts';

/** The coordinator's Job, as what it owns refers to it. */
export interface Owner {
  readonly name: string;
  readonly uid: string;
}

/** The metadata of one object of a run: the user's labels and annotations, the run's own, and the owner if there is one yet. */
export function metadataOf(
  runId: string,
  name: string,
  { kubernetes, namespace }: Pick<RunSettings, 'kubernetes' | 'namespace'>,
  owner?: Owner,
): V1ObjectMeta {
  const { labels, annotations } = kubernetes;
  return {
    name,
    namespace,
    labels: { ...labels, ...runLabels(runId) },
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(owner && { ownerReferences: [{ apiVersion: 'batch/v1', kind: 'Job', ...owner }] }),
  };
}
