import type { Rejection } from '../../core/records/index.ts';
import type { Site } from '../sizing/site.ts';
import { byCost, sizeOffer } from '../sizing/size-offer.ts';
import type { Offer, Plan, Sized } from './platform.ts';

/**
 * The cheapest plan among the offers of one group, or why the last of them cannot be; the others of a group are not
 * worth a line of their own. The offers stand in order of size.
 */
export function cheapestOf(site: Site, groups: readonly (readonly Offer[])[]): Sized {
  const plans: Plan[] = [];
  const rejected: Rejection[] = [];
  for (const offers of groups) {
    const tried = offers.map((offer) => ({ offer, plan: sizeOffer(site, offer) }));
    const fitting = tried.flatMap(({ plan }) => (typeof plan === 'string' ? [] : [plan]));
    const [cheapest] = byCost(fitting);
    const last = tried.at(-1);
    if (cheapest) plans.push(cheapest);
    else if (last && typeof last.plan === 'string') rejected.push(rejectionOf(last.offer, last.plan));
  }
  return { plans, rejected };
}

export function rejectionOf(
  { platform, size, architecture, vcpu }: Pick<Offer, 'platform' | 'size' | 'architecture' | 'vcpu'>,
  reason: string,
): Rejection {
  return { platform, size, architecture, vcpu, reason };
}
