import type { Demand, Measurements } from '../../core/records/index.ts';
import { serverBins, serverLimitOf } from '../demand/server-bins.ts';
import { refusal } from '../refuse.ts';

/** Rounding and the median of readings, as a share of a limit. */
const sameWithin = 0.02;

/**
 * The cores of one server, `null` where none of the runs and tables knows them. Throws ESTIMATE_REFUSED where these are not of
 * one kind of server: one of them is there twice, did not observe the resource, or its servers had other cores.
 */
export function refuseUnlike(all: readonly Measurements[], resource: string): number | null {
  refuseTwice(all);
  refuseUnobserved(all, resource);
  const known = all.flatMap((one) => {
    const cores = serverLimitOf(one, resource, 'cores');
    return cores === null ? [] : [{ name: nameOf(one), cores }];
  });
  const [first] = known;
  const other = first && known.find(({ cores }) => Math.abs(cores / first.cores - 1) > sameWithin);
  if (first && other) {
    throw refusal(
      `"${resource}" had ${coresText(first.cores)} in ${first.name} and ${coresText(other.cores)} in ${other.name}: they are not measurements of one kind of server`,
      'estimate from those of one size alone',
    );
  }
  return first?.cores ?? null;
}

function refuseTwice(all: readonly Measurements[]): void {
  const ids = all.flatMap(({ sources }) => sources.map(({ id }) => id));
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice === undefined) return;
  throw refusal(
    `${twice} is there twice, so that its load would count twice`,
    'name each run and table once',
  );
}

function refuseUnobserved(all: readonly Measurements[], resource: string): void {
  const without = all.find(
    ({ bins, dropped }) =>
      ![...bins, ...dropped].some(({ used }) => typeof used[resource]?.cores === 'number'),
  );
  if (!without) return;
  const others = without.resources.map(({ name }) => `"${name}"`).join(', ');
  throw refusal(
    `${nameOf(without)} did not observe the CPU of "${resource}", which is to be sized${others ? `: it has ${others}` : ''}`,
    'leave it out, or give the resource the same name everywhere',
  );
}

/** Two runs that differ by more at the same load are not of the same system. */
const noticeableDisagreement = 0.2;

/**
 * Why runs and tables may not be of the same system, a sentence each: another mix of requests, or other use of the CPU at
 * the same load. The use of each is compared with what the demand of all has for its loads.
 */
export function disagreements(measurements: Measurements, demand: Demand): string[] {
  const { sources } = measurements;
  if (sources.length < 2) return [];
  const scenarios = [...new Set(sources.flatMap(({ scenario }) => scenario ?? []))];
  const bins = serverBins(measurements.bins, demand.resource);
  const shares = sources
    .flatMap(({ id }, source) => {
      const own = bins.filter(
        ({ load, used }) => load.startsWith(`${source}:`) && typeof used.cores === 'number',
      );
      const used = own.reduce((sum, bin) => sum + (bin.used.cores ?? 0), 0);
      const expected = own.reduce(
        (sum, bin) => sum + demand.idleCores + demand.cpuSecPerRequest.mid * bin.requestsPerSec,
        0,
      );
      return expected > 0 ? [{ id, share: used / expected }] : [];
    })
    .toSorted((a, b) => a.share - b.share);
  const [least, most] = [shares[0], shares.at(-1)];
  return [
    ...(scenarios.length > 1
      ? [
          `the scenarios differ (${scenarios.join(', ')}): what a request costs is that of all of them together`,
        ]
      : []),
    ...(least && most && most.share > (1 + noticeableDisagreement) * least.share
      ? [
          `${most.id} used ${Math.round((most.share / least.share - 1) * 100)} % more CPU than ${least.id} at the same load: they may not be of the same version, machine or data`,
        ]
      : []),
  ];
}

function nameOf({ sources }: Measurements): string {
  return sources.map(({ id }) => id).join(', ');
}

function coresText(cores: number): string {
  return `${Number(cores.toFixed(2))} cores`;
}
