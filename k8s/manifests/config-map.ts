import type { V1ConfigMap } from '@kubernetes/client-node';
import { LoadtestError } from '../../core/errors.ts';
import { formatBytes } from '../../core/quantity.ts';
import type { RunPlan } from '../../core/records/index.ts';
import type { ResultsConfig } from '../config.ts';
import type { CoordinatorSettings } from '../coordinator/settings.ts';
import { objectName } from '../run-names.ts';
import type { RunSettings } from '../settings.ts';
import { coordinatorFile, resultsDirectory, settingsFile, storeDirectory } from './layout.ts';
import { metadataOf, type Owner } from './metadata.ts';

/** Kubernetes refuses a ConfigMap whose keys and values together are larger. */
const maxBytes = 1024 * 1024;

/**
 * A pod whose run is in a store stays only for a command line that follows it, and is away for a moment. Jobs of
 * `cleanup` would go with it: they wait for whoever fetches the result.
 */
const storedRetainMs = 2 * 60_000;

/**
 * The programs of both kinds of pods and the coordinator's settings. The archive is not in it: the coordinator gets
 * that from the command line and serves it. Throws `CLUSTER_FAILED` when the files are too large for a ConfigMap.
 */
export function configMap(plan: RunPlan, settings: RunSettings, owner?: Owner): V1ConfigMap {
  const { programs, kubernetes, archiveDigest, sourceRoot, cwd, targetUrl } = settings;
  const coordinatorSettings: CoordinatorSettings = {
    plan,
    archiveDigest,
    sourceRoot,
    cwd,
    resultsDirectory,
    ...(targetUrl !== undefined && { targetUrl }),
    ...(kubernetes.results && { store: storeOf(kubernetes.results) }),
    readyMs: kubernetes.readyTimeoutMs,
    retainMs: kubernetes.retainMs,
    storedRetainMs: kubernetes.cleanup.length > 0 ? kubernetes.retainMs : storedRetainMs,
  };
  const data = {
    [coordinatorFile]: programs.coordinator,
    [settingsFile]: JSON.stringify(coordinatorSettings),
    ...programs.supervisor,
  };
  checkSize(data);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(plan.runId, objectName(plan.runId), settings, owner),
    immutable: true,
    data,
  };
}

function storeOf(results: ResultsConfig): CoordinatorSettings['store'] {
  if ('claim' in results) return { directory: storeDirectory };
  const { bucket, prefix, region, endpoint } = results;
  return { bucket, prefix, region, endpoint };
}

function checkSize(data: Readonly<Record<string, string>>): void {
  const encoder = new TextEncoder();
  const sizes = Object.entries(data).map(([file, text]) => ({
    file,
    sizeBytes: encoder.encode(file).length + encoder.encode(text).length,
  }));
  const totalBytes = sizes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totalBytes < maxBytes) return;
  const list = sizes.map(({ file, sizeBytes }) => `${file} ${formatBytes(sizeBytes)}`).join(', ');
  throw new LoadtestError(
    'CLUSTER_FAILED',
    `the run's programs and plan have ${formatBytes(totalBytes)}, expected less than ${formatBytes(maxBytes)}, the limit of a ConfigMap: ${list}`,
  );
}
