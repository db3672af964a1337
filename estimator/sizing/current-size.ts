import type { Architecture, CurrentSize, PriceRow } from '../../core/records/index.ts';
import { toCents, totalUsd } from '../cost/line.ts';
import { sharedLines } from '../cost/shared-lines.ts';
import { type NamedSize, offerNamed } from '../platforms/offered-sizes.ts';
import { platforms } from '../platforms/registry.ts';
import type { Candidate } from './options.ts';
import type { Site } from './site.ts';
import { sizeOffer } from './size-offer.ts';
import { usableCores } from './task-count.ts';

/** What runs now. */
export interface StatedSize extends Omit<NamedSize, 'architecture'> {
  /** That of the measured server unless given. */
  readonly architecture?: Architecture | undefined;
  readonly tasks: number;
  /** Where it was read: `given`, or a service and when it was looked up. */
  readonly source: string;
}

interface Proposal {
  /** The prices of the estimate. */
  readonly prices: readonly PriceRow[];
  readonly proposed: Pick<Candidate, 'option' | 'backEnd'> | undefined;
}

/**
 * What runs now under the design load, and what the proposed option changes: n tasks of c usable cores are used to
 * (λ·D/n + U0)/c. The proposed back end stands in both bills. Gives the estimate's prices with those of it. Throws
 * CONFIG_INVALID for a size that the platform lacks.
 */
export function currentSize(
  site: Site,
  stated: StatedSize,
  { prices, proposed }: Proposal,
): { readonly current: CurrentSize; readonly prices: readonly PriceRow[] } {
  const { demand, deployment, requestsPerSec } = site;
  const { tasks, source } = stated;
  const offer = offerNamed(site, {
    ...stated,
    architecture: stated.architecture ?? site.measuredArchitecture,
  });
  const { platform, size, unit, architecture, vcpu, charges } = offer;
  const cores = usableCores(vcpu - deployment.sidecarVcpu, demand.parallelism.cores);
  const usedCores = (requestsPerSec * demand.cpuSecPerRequest.mid) / tasks + demand.idleCores;
  const refused = site.connections ? platforms[stated.platform].refusesConnections : undefined;
  const needed = refused ?? sizeOffer(site, offer);
  const lines = [...charges.linesOf(tasks), ...sharedLines(site, charges), ...(proposed?.backEnd ?? [])];
  const usdPerMonth = totalUsd(lines);
  const all = [...new Set([...prices, ...lines.flatMap((line) => line.prices)])];
  const changeOf = (usd: number | undefined) => (usd === undefined ? null : toCents(usd - usdPerMonth));
  const current = {
    ...{ source, platform, size, unit, architecture, tasks },
    neededTasks: typeof needed === 'string' ? null : needed.tasks.mid,
    utilisation: usedCores / cores,
    usdPerMonth,
    prices: [...new Set(lines.flatMap((line) => line.prices.map((price) => all.indexOf(price))))],
    change: {
      usdPerMonth: changeOf(proposed?.option.usdPerMonth.mid),
      scaledUsdPerMonth: changeOf(proposed?.option.autoscaled?.usdPerMonth),
    },
  };
  return { current, prices: all };
}
