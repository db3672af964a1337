import type { LiveState } from '../../core/active-run.ts';
import type { ObservedSeries, ServerThresholdSpec } from '../../core/records/index.ts';
import { serverThresholdText } from '../../core/thresholds/server-threshold.ts';
import { ServerWatch } from './server-watch.ts';

/**
 * The live state of a run, with the thresholds on servers, which are watched beside the coordinator, wherever that is; one of
 * them that aborts stops the run.
 */
export class LiveFeed {
  readonly #servers: ServerWatch;
  readonly #stop: AbortController;
  readonly #listeners: ((state: LiveState) => void)[] = [];
  #aborting: ServerThresholdSpec | undefined;

  constructor(thresholds: readonly ServerThresholdSpec[], stop: AbortController) {
    this.#servers = new ServerWatch(thresholds);
    this.#stop = stop;
  }

  /** The threshold that has stopped the run, if one has. */
  get aborting(): ServerThresholdSpec | undefined {
    return this.#aborting;
  }

  onLive(listener: (state: LiveState) => void): void {
    this.#listeners.push(listener);
  }

  /** Takes what the coordinator says, and judges what the sources have read since the last time, which is asked for under load only. */
  take(state: LiveState, fresh: () => readonly ObservedSeries[]): void {
    if (state.phase === 'load') this.#servers.take(fresh(), state.elapsedMs);
    this.#aborting ??= this.#stop.signal.aborted ? undefined : this.#servers.aborting();
    if (this.#aborting) this.#stop.abort(serverThresholdText(this.#aborting).metric);
    const thresholds = [...state.thresholds, ...this.#servers.live()];
    for (const listener of this.#listeners) listener({ ...state, thresholds });
  }
}
