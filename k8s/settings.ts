import { parseDuration } from '../core/duration.ts';
import type { RunPlan } from '../core/records/index.ts';
import type { KubernetesConfig } from './config.ts';

/** The port of k6's API in a worker's pod. */
export const k6Port = 6565;

/** The programs that pods run, as texts: they travel in a ConfigMap, so that stock images do. */
export interface Programs {
  readonly coordinator: string;
  /** The supervisor's files by name. */
  readonly supervisor: Readonly<Record<string, string>>;
}

/** What is known of one run on a cluster beside its plan. */
export interface RunSettings {
  readonly kubernetes: KubernetesConfig;
  readonly namespace: string;
  /** What workers and command line must show to the coordinator. */
  readonly token: string;
  /** The variables given with `-e`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Must answer from inside of the cluster before any load is sent. */
  readonly targetUrl?: string | undefined;
  readonly archiveDigest: string;
  /** See `CoordinatorSettings`. */
  readonly sourceRoot: string;
  readonly cwd: string;
  readonly programs: Programs;
}

const defaultStageMs = 60_000;
const slackMs = 10 * 60_000;

/** The longest that a run can take from its creation to its result. Kubernetes ends what is still there after it. */
export function longestRunMs({ options, maxDurationMs }: RunPlan, { kubernetes }: RunSettings): number {
  const [setupMs, teardownMs] = [options.setupTimeout, options.teardownTimeout].map(
    (written) => parseDuration(written ?? defaultStageMs) ?? defaultStageMs,
  );
  return kubernetes.readyTimeoutMs + (setupMs ?? 0) + maxDurationMs + (teardownMs ?? 0) + slackMs;
}
