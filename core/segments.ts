import { type DerivedScenario, maxVusOf } from './options/derived-scenario.ts';

/** The execution segments of a run, one a worker, and the full sequence that every worker must be given. */
export interface Segments {
  readonly segments: readonly string[];
  readonly sequence: string;
}

export interface SegmentPlan extends Segments {
  /** The most virtual users of each worker, by scenario. */
  readonly vus: Readonly<Record<string, readonly number[]>>;
  /** The same in words, a line a scenario; none for a single worker. */
  readonly shares: readonly string[];
  /** Workers that a scenario leaves without work; k6 skips them without a word. */
  readonly warnings: readonly string[];
}

/** Equal segments in k6's notation: `0:1/2` and `1/2:1` with the sequence `0,1/2,1`. */
export function segmentsOf(workers: number): Segments {
  const cuts = Array.from({ length: workers + 1 }, (_, i) =>
    i === 0 ? '0' : i === workers ? '1' : `${i}/${workers}`,
  );
  return { segments: cuts.slice(1).map((cut, i) => `${cuts[i]}:${cut}`), sequence: cuts.join(',') };
}

/** What each of the workers gets of the scenarios' virtual users. */
export function planSegments(scenarios: readonly DerivedScenario[], workers: number): SegmentPlan {
  const vus = scenarios.map((scenario) => [scenario.name, shareOut(maxVusOf(scenario), workers)] as const);
  return {
    ...segmentsOf(workers),
    vus: Object.fromEntries(vus),
    shares: workers === 1 ? [] : scenarios.map((scenario) => describeShares(scenario, workers)),
    warnings: [
      ...vus.flatMap(([name, shares]) => withoutShare(`virtual user of scenario "${name}"`, shares)),
      ...scenarios.flatMap((scenario) => unpreparedWarning(scenario, workers)),
    ],
  };
}

/** k6's striping over `n` equal segments: value `j` goes to segment `j mod n`, so the shares sum exactly. */
function shareOut(value: number, workers: number): number[] {
  const each = Math.floor(value / workers);
  return Array.from({ length: workers }, (_, i) => each + (i < value % workers ? 1 : 0));
}

/** Virtual users are shared out whole; iterations by rate are cut exactly, down to the fraction. */
function describeShares(scenario: DerivedScenario, workers: number): string {
  const most = maxVusOf(scenario);
  const [least, more] = [Math.floor(most / workers), most % workers];
  const split =
    more === 0
      ? `${least} on each of ${workers} workers`
      : `${least + 1} on ${more} of ${workers} workers, ${least} on the others`;
  const rate = 'preAllocatedVus' in scenario ? `1/${workers} of the rate on each worker; ` : '';
  return `scenario "${scenario.name}": ${rate}${most} virtual users at most, ${split}`;
}

/** A worker without pre-allocated virtual users drops the first iterations while it makes one. */
function unpreparedWarning(scenario: DerivedScenario, workers: number): string[] {
  if (!('preAllocatedVus' in scenario) || scenario.maxVus < workers) return [];
  return withoutShare(
    `pre-allocated virtual user of scenario "${scenario.name}"`,
    shareOut(scenario.preAllocatedVus, workers),
  );
}

function withoutShare(what: string, shares: readonly number[]): string[] {
  const busy = shares.filter((share) => share > 0).length;
  if (busy === shares.length) return [];
  const last = shares.length - 1;
  const who = busy === last ? `worker ${last} gets` : `workers ${busy} to ${last} get`;
  return [`${who} no ${what}, which has ${busy} for ${shares.length} workers`];
}
