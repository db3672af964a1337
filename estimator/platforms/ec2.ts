import type { InstanceType } from '../prices/hardware.ts';
import type { Site } from '../sizing/site.ts';
import { cheapestOf } from './cheapest.ts';
import { burstableRejections, ec2Families, ec2Lines, ec2StartMinutes } from './ec2-charges.ts';
import type { Offer, Platform } from './platform.ts';

const name = 'ec2';
/** Memory that the operating system keeps of an instance. */
const systemMib = 512;

/** Instances of an Auto Scaling group with one server each; of each family the cheapest size is an option. */
export const ec2: Platform = {
  name,
  size(site) {
    const families = ec2Families(site);
    const steady = families.filter(([first]) => !first?.burstable);
    const sized = cheapestOf(
      site,
      steady.map((types) => types.map((type) => offerOf(site, type))),
    );
    return { ...sized, rejected: [...sized.rejected, ...burstableRejections(name, families)] };
  },
};

/** Every type that is priced there, burstable ones too. */
export function ec2Offers(site: Site): readonly Offer[] {
  return ec2Families(site)
    .flat()
    .map((type) => offerOf(site, type));
}

function offerOf(site: Site, type: InstanceType): Offer {
  return {
    platform: name,
    size: type.name,
    unit: 'instance',
    architecture: type.architecture,
    threadsPerCore: type.threadsPerCore,
    vcpu: type.vcpu,
    memoryGb: (type.memoryMib - systemMib) / 1_024,
    networkGbps: type.networkGbps,
    notes: [],
    charges: {
      linesOf: (instances) => ec2Lines(site, type, instances),
      nodesOf: (instances) => instances,
      gbPerBalancerUnit: 1,
      needsNat: site.deployment.subnets === 'private',
      startLagMinutes: ec2StartMinutes,
      isScaled: true,
    },
  };
}
