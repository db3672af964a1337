import type { Rejection } from '../../core/records/index.ts';
import type { Site } from '../sizing/site.ts';
import { byCost, sizeOffer } from '../sizing/size-offer.ts';
import type { Offer, Plan, Sized } from './platform.ts';

type Named = Pick<Offer, 'platform' | 'size' | 'architecture' | 'vcpu'>;

/** The cheapest plan among the offers of each group. The offers stand in order of size. */
export function cheapestOf(site: Site, groups: readonly (readonly Offer[])[]): Sized {
  return firstOfEach<Offer, Plan>(groups, (offer) => sizeOffer(site, offer), byCost);
}

/**
 * Of each group the plan that comes first in an order, or why the last of its offers cannot be; the others of a group are not
 * worth a line of their own.
 */
export function firstOfEach<Each extends Named, Made extends object>(
  groups: readonly (readonly Each[])[],
  planOf: (offer: Each) => Made | string,
  inOrder: (plans: readonly Made[]) => readonly Made[],
): { readonly plans: readonly Made[]; readonly rejected: readonly Rejection[] } {
  const plans: Made[] = [];
  const rejected: Rejection[] = [];
  for (const offers of groups) {
    const tried = offers.map((offer) => ({ offer, plan: planOf(offer) }));
    const fitting = tried.flatMap(({ plan }) => (typeof plan === 'string' ? [] : [plan]));
    const [first] = inOrder(fitting);
    const last = tried.at(-1);
    if (first) plans.push(first);
    else if (last && typeof last.plan === 'string') rejected.push(rejectionOf(last.offer, last.plan));
  }
  return { plans, rejected };
}

export function rejectionOf({ platform, size, architecture, vcpu }: Named, reason: string): Rejection {
  return { platform, size, architecture, vcpu, reason };
}
