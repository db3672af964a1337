import { hourLine } from '../cost/line.ts';
import { findPrice } from '../prices/find-price.ts';
import type { Site } from '../sizing/site.ts';
import { cheapestOf } from './cheapest.ts';
import type { Offer, Platform } from './platform.ts';

const name = 'app-runner';
const sizes = [
  { vcpu: 0.25, memoryGb: [0.5, 1] },
  { vcpu: 0.5, memoryGb: [1] },
  { vcpu: 1, memoryGb: [2, 3, 4] },
  { vcpu: 2, memoryGb: [4, 6] },
  { vcpu: 4, memoryGb: [8, 10, 12] },
] as const;
const mostInstances = 25;

/** Instances of App Runner, its load balancer included; AWS takes no new customers for it. */
export const appRunner: Platform = {
  name,
  // AWS, "Developing application code for App Runner": HTTP 1.0 and 1.1, and 120 s for a whole request.
  refusesConnections: 'App Runner takes no WebSockets, and ends a request after 120 seconds',
  size: (site) => cheapestOf(site, offersOf(site)),
};

/** Every size. */
export function appRunnerOffers(site: Site): readonly Offer[] {
  return offersOf(site).flat();
}

function offersOf(site: Site): readonly (readonly Offer[])[] {
  const { priceBook, region, deployment } = site;
  const price = (item: string) => findPrice(priceBook, { service: 'AWSAppRunner', region, item });
  const vcpuHour = price('active vCPU');
  const gbHour = price('memory (provisioned and active)');
  return sizes.map(({ vcpu, memoryGb }) =>
    memoryGb.map((gb) => ({
      platform: name,
      size: `${vcpu} vCPU, ${gb} GB`,
      unit: 'instance',
      architecture: 'x86_64',
      threadsPerCore: 2,
      vcpu,
      memoryGb: gb,
      networkGbps: null,
      concurrency: deployment.appRunnerConcurrency,
      mostTasks: mostInstances,
      notes: ['closed to new customers since 2026-04-30; ECS Express Mode takes its place'],
      charges: {
        linesOf: (instances) => [
          hourLine('compute', 'App Runner vCPU, active', vcpuHour, vcpu * instances),
          hourLine('compute', 'App Runner memory', gbHour, gb * instances),
        ],
        nodesOf: undefined,
        gbPerBalancerUnit: null,
        needsNat: false,
        startLagMinutes: 1,
        isScaled: true,
      },
    })),
  );
}
