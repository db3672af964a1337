import type { ObservedSeries } from './records/run-result.ts';

/** Milliseconds from the unpause, on the coordinator's monotonic clock; negative before it. */
export interface RunClock {
  tMs(): number;
}

/** What a source is, before it has read anything. */
export interface SourceDescription {
  readonly name: string;
  /** A live source is read during the run; a historical one afterwards, since its data come late. */
  readonly delivery: 'live' | 'historical';
  readonly runsIn: 'cli' | 'coordinator';
  /** Whether its time stamps label an instant, or the start or the end of a period. */
  readonly stamps: 'instant' | 'start' | 'end';
}

/**
 * A source of server-side series. A source never fails a run: what it cannot read it returns as a series without
 * points whose `unavailable` says why.
 */
export interface MetricSource {
  readonly description: SourceDescription;
  /** Begins to sample; resolves as soon as it does. A historical source only notes the clock. */
  start(clock: RunClock): Promise<void>;
  /**
   * What was read since the last call, for a journal that outlives a crash; asked once the clock of the run stands. Only
   * a live source has it.
   */
  fresh?(): readonly ObservedSeries[];
  /** Ends sampling and gives all series of the window. */
  finish(window: { readonly startMs: number; readonly endMs: number }): Promise<readonly ObservedSeries[]>;
}
