import type { LiveThreshold } from '../../core/active-run.ts';
import type { ObservedSeries, ServerThresholdSpec } from '../../core/records/index.ts';
import {
  isMeant,
  serverThresholdText,
  type WorstWindow,
  worseOf,
  worstWindow,
} from '../../core/thresholds/server-threshold.ts';

interface Standing {
  readonly spec: ServerThresholdSpec;
  /** What was read so far, by resource; only as much as windows to come may reach back. */
  readonly series: Map<string, ObservedSeries>;
  worst: WorstWindow | undefined;
}

/** Judges the thresholds on servers while the run goes on, from what live sources read. */
export class ServerWatch {
  readonly #standings: readonly Standing[];

  constructor(specs: readonly ServerThresholdSpec[]) {
    this.#standings = specs.map((spec) => ({ spec, series: new Map(), worst: undefined }));
  }

  /** Takes in what was read since the last time, at `elapsedMs` of the run. */
  take(pieces: readonly ObservedSeries[], elapsedMs: number): void {
    for (const standing of this.#standings) {
      for (const piece of pieces) if (isMeant(standing.spec, piece)) append(standing, piece);
      judge(standing, elapsedMs);
    }
  }

  /** The thresholds as they stand; one without anything to judge yet has no outcome. */
  live(): readonly LiveThreshold[] {
    return this.#standings.map(({ spec, worst }) => ({
      ...serverThresholdText(spec),
      ok: worst?.ok,
      observed: worst?.value,
    }));
  }

  /** The first threshold that is to abort the run. */
  aborting(): ServerThresholdSpec | undefined {
    return this.#standings.find(({ spec, worst }) => spec.abortOnFail && worst?.ok === false)?.spec;
  }
}

/** Points that no window to come reaches back to are forgotten, with a few to spare for those that come late. */
function append({ spec, series }: Standing, piece: ObservedSeries): void {
  const known = series.get(piece.resource)?.points ?? [];
  const points = [...known, ...piece.points];
  const lastMs = points.at(-1)?.[0] ?? 0;
  const { forMs } = spec;
  const needed = forMs === undefined ? points : points.filter(([tMs]) => tMs >= lastMs - 3 * forMs);
  series.set(piece.resource, { ...piece, points: needed.length > 2 ? needed : points.slice(-3) });
}

function judge(standing: Standing, elapsedMs: number): void {
  const { spec, worst } = standing;
  const found = worstWindow(spec, [...standing.series.values()], elapsedMs);
  if (!found) return;
  // Without a length there is one window, which grows.
  standing.worst = worst && spec.forMs !== undefined ? worseOf(spec, worst, found) : found;
}
