import type { DropReason, RunResult, Usage } from '../records/index.ts';
import { secondMs } from './bin-grid.ts';
import type { ClientBin } from './client-bins.ts';
import { hasScaled, isSaturated, isSeen, readsBeyond, type Watched } from './watched.ts';

/** A bin before it is judged. */
export interface Candidate {
  readonly startMs: number;
  readonly endMs: number;
  readonly client: ClientBin;
  readonly used: Readonly<Record<string, Usage>>;
  /** Requests a second by the servers' own count; `null` where it is missing, absent where the clients count. */
  readonly counted?: number | null;
}

/** An interval of constant load, or the whole of a run that had no steps. */
export interface LoadWindow {
  readonly step: number | null;
  readonly startMs: number;
  readonly endMs: number;
  readonly failedShare: number;
}

const highestFailedShare = 0.01;

/** A push covers about a second that need not be a whole one of ours, so this much at a step's edges is left out. */
const edgeMs = secondMs;

/** One window a step, whatever its number of scenarios; the whole run where it had none. */
export function loadWindows({ steps, metrics, durationMs }: RunResult): readonly LoadWindow[] {
  const failed = metrics.http_req_failed;
  const failedShare = failed?.type === 'rate' ? failed.rate : 0;
  if (steps.length === 0) return [{ step: null, startMs: 0, endMs: durationMs, failedShare }];
  return [...new Set(steps.map(({ index }) => index))].map((step) => {
    const rows = steps.filter(({ index }) => index === step);
    return {
      step,
      startMs: Math.max(...rows.map((row) => row.startMs)),
      endMs: Math.min(...rows.map((row) => row.endMs)),
      failedShare: Math.max(...rows.map((row) => row.failedRate ?? 0)),
    };
  });
}

/** The window that a bin lies in or overlaps most. */
export function windowOf(
  windows: readonly LoadWindow[],
  { startMs, endMs }: Candidate,
): LoadWindow | undefined {
  const overlap = (window: LoadWindow) => Math.min(endMs, window.endMs) - Math.max(startMs, window.startMs);
  return windows
    .filter((window) => overlap(window) > 0)
    .reduce<LoadWindow | undefined>(
      (most, each) => (most && overlap(most) >= overlap(each) ? most : each),
      undefined,
    );
}

/** Why nothing may be measured by the bin; `undefined` of a clean one. The first reason that holds is given. */
export function dropReason(
  bin: Candidate,
  window: LoadWindow | undefined,
  resources: readonly Watched[],
  warmUpMs: number,
): DropReason | undefined {
  const { startMs, endMs, client, used, counted } = bin;
  if (startMs < warmUpMs) return 'warm-up';
  if (!window) return 'ramp';
  const marginMs = Math.max(edgeMs, ...resources.map(({ clockWithinMs }) => clockWithinMs));
  if (startMs < window.startMs + marginMs || endMs > window.endMs - marginMs) return 'step-edge';
  if (resources.some((resource) => readsBeyond(resource, bin, window))) return 'step-edge';
  if (Math.max(client.failedShare, window.failedShare) > highestFailedShare) return 'errors';
  if (client.droppedIterations > 0) return 'dropped-iterations';
  if (counted === null || (resources.length > 0 && !Object.values(used).some(isSeen))) return 'not-observed';
  if (resources.some((resource) => hasScaled(resource, bin))) return 'target-scaled';
  if (resources.some((resource) => isSaturated(resource, used[resource.name] ?? {}, bin))) return 'saturated';
  return undefined;
}
