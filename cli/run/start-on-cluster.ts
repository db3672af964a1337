import { randomBytes } from 'node:crypto';
import type { ActiveRun } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import { formatDuration } from '../../core/duration.ts';
import { LoadtestError } from '../../core/errors.ts';
import { refuse } from '../../core/problems.ts';
import { connectCluster, loadLibrary } from '../../k8s/client.ts';
import type { KubernetesConfig } from '../../k8s/config.ts';
import { planObjects } from '../../k8s/manifests/plan-objects.ts';
import { renderManifests } from '../../k8s/manifests/render.ts';
import { preflight } from '../../k8s/preflight.ts';
import { loadPrograms } from '../../k8s/programs.ts';
import { bucketName } from '../../k8s/results/aws-address.ts';
import { type ClusterRunInput, launchClusterRun, startClusterRun } from '../../k8s/run-on-cluster.ts';
import type { RunSettings } from '../../k8s/settings.ts';
import { digestOf } from '../../runner/digest.ts';
import { createSources } from '../observers.ts';
import { inRoot } from './in-root.ts';
import type { StartRequest } from './places.ts';

export { loadLibrary as warmUp };

type PreviewRequest = Omit<StartRequest, 'store' | 'view'>;

/** Starts a prepared run as Jobs on the cluster that the configuration or the flags name. */
export async function startRun(ctx: Context, request: StartRequest): Promise<ActiveRun> {
  return startClusterRun(ctx, await clusterRunOf(ctx, request));
}

/**
 * The same, but leaves it there: resolves once it needs this process no longer, with what becomes of its result. An
 * interrupt before that ends it.
 */
export async function detachRun(ctx: Context, request: StartRequest): Promise<string> {
  refuse(
    'USAGE',
    request.loaded.config.cleanup.length > 0
      ? ['nobody is there to run the cleanup commands of this machine after a run with --detach']
      : [],
    'make them Jobs, which whoever fetches the result lets go: kubernetes.cleanup',
  );
  const leave = new AbortController();
  const release = ctx.onSignal(() => leave.abort());
  try {
    await launchClusterRun(ctx, await clusterRunOf(ctx, request), leave.signal);
    return whereKept(request.loaded.config.kubernetes);
  } finally {
    release();
  }
}

function whereKept({ results, retainMs }: KubernetesConfig): string {
  if (!results) {
    return `its result waits ${formatDuration(retainMs)} in its pod and is gone then: "kubernetes.results" would keep it`;
  }
  return `it is kept ${'claim' in results ? `on the volume of claim "${results.claim}"` : `in ${bucketName(results)}`}`;
}

async function clusterRunOf(ctx: Context, request: StartRequest): Promise<ClusterRunInput> {
  const { prepared, loaded, store, view } = request;
  const cluster = await connectCluster(loaded.config.kubernetes);
  const [settings] = await Promise.all([
    settingsOf(ctx, request, cluster.namespace),
    preflight(cluster, prepared.plan, loaded.config.kubernetes),
  ]);
  return {
    cluster,
    plan: prepared.plan,
    archive: prepared.archive,
    settings,
    store,
    sources: await createSources(ctx, loaded.config, view.note),
    prepare: loaded.config.prepare.map((command) => inRoot(command, loaded.root)),
    cleanup: loaded.config.cleanup.map((command) => inRoot(command, loaded.root)),
    onNote: view.note,
  };
}

/** The manifests, without owner references and with the values of Secrets hidden. */
export async function preview(ctx: Context, request: PreviewRequest): Promise<string> {
  const { kubernetes } = request.loaded.config;
  const settings = await settingsOf(ctx, request, kubernetes.namespace ?? 'default');
  const { coordinatorJob, owned } = planObjects(request.prepared.plan, settings);
  return renderManifests([coordinatorJob, ...owned()]);
}

async function settingsOf(
  ctx: Context,
  { prepared, loaded, readyMs }: PreviewRequest,
  namespace: string,
): Promise<RunSettings> {
  const { target, kubernetes } = loaded.config;
  const { variables } = prepared;
  const url = variables.TARGET_URL ?? target?.url;
  if (target?.command !== undefined || (prepared.isExample && url === undefined)) {
    throw new LoadtestError(
      'USAGE',
      'workers on a cluster cannot reach a target that is started on this machine',
      {
        hint: 'leave target.command out and name a URL that pods can reach: target.url, or -e TARGET_URL=…',
      },
    );
  }
  return {
    kubernetes: { ...kubernetes, ...(readyMs !== undefined && { readyTimeoutMs: readyMs }) },
    namespace,
    token: randomBytes(24).toString('hex'),
    variables: { ...(url !== undefined && { TARGET_URL: url }), ...variables },
    targetUrl: target?.url,
    archiveDigest: digestOf(prepared.archive),
    sourceRoot: prepared.sourceRoot,
    cwd: ctx.cwd,
    programs: await loadPrograms(),
  };
}
