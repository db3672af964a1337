import type { ActiveRun } from '../../core/active-run.ts';
import type { Context } from '../../core/context.ts';
import type { RunStore } from '../../runner/store/run-store.ts';
import type { LoadedConfig } from '../config/config.ts';
import type { LiveView } from '../screen/live-view.ts';
import type { PreparedRun } from './prepare-run.ts';

export interface StartRequest {
  readonly prepared: PreparedRun;
  readonly loaded: LoadedConfig;
  readonly store: RunStore;
  readonly view: LiveView;
  readonly readyMs: number | undefined;
}

/** A place where runs run. */
export interface Place {
  /** Loads what takes long and will be needed. */
  readonly warmUp?: () => Promise<unknown>;
  /** Starts a prepared run as the configuration wants it. Throws what speaks against running it there. */
  startRun(ctx: Context, request: StartRequest): Promise<ActiveRun>;
  /** Starts it to go on without this process, if runs there can, and gives a sentence on what becomes of its result. */
  readonly detachRun?: (ctx: Context, request: StartRequest) => Promise<string>;
  /** What a run would do there, as text, if that is more than its plan. */
  readonly preview?: (ctx: Context, request: Omit<StartRequest, 'store' | 'view'>) => Promise<string>;
}

/** Every place by the name that `--on` takes. */
export const places = {
  local: (): Promise<Place> => import('./start-locally.ts'),
  k8s: (): Promise<Place> => import('./start-on-cluster.ts'),
} as const;
