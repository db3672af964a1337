import { LoadtestError } from '../../core/errors.ts';
import type { Architecture } from '../../core/records/index.ts';
import type { CurrentPlatformName } from '../platform-names.ts';
import type { Site } from '../sizing/site.ts';
import { appRunnerOffers } from './app-runner.ts';
import { ec2Offers } from './ec2.ts';
import { ecsFargateOffers } from './ecs-fargate.ts';
import { eksFargateOffers } from './eks-fargate.ts';
import type { Offer } from './platform.ts';

/** Everything that a platform whose size has a name of its own offers at a site. */
const offersOf = {
  'ecs-fargate': ecsFargateOffers,
  'eks-fargate': eksFargateOffers,
  ec2: ec2Offers,
  'app-runner': appRunnerOffers,
} as const satisfies Readonly<Record<CurrentPlatformName, (site: Site) => readonly Offer[]>>;

export interface NamedSize {
  readonly platform: CurrentPlatformName;
  /** As the platform names it: `m7g.large`, or `1 vCPU, 2 GB`. */
  readonly size: string;
  readonly architecture: Architecture;
}

/** The offer of a name. Throws CONFIG_INVALID with the sizes next to it where there is none. */
export function offerNamed(site: Site, { platform, size, architecture }: NamedSize): Offer {
  // A type of EC2 has its own architecture, whatever is said of it.
  const isOffered = (offer: Offer) => platform === 'ec2' || offer.architecture === architecture;
  const offers = offersOf[platform](site).filter(isOffered);
  const found = offers.find((offer) => plain(offer.size) === plain(size));
  if (found) return found;
  const [family = ''] = plain(size).split(/[,.]/);
  const near = offers.filter((offer) => plain(offer.size).startsWith(family));
  const names = (near.length > 0 ? near : offers).map((offer) => `"${offer.size}"`);
  throw new LoadtestError(
    'CONFIG_INVALID',
    `the current size "${size}" is none of ${platform}${platform === 'ec2' ? '' : ` on ${architecture}`}`,
    {
      hint:
        names.length > 0 ? `it has ${names.slice(0, 12).join(', ')}` : 'it has no size on that architecture',
    },
  );
}

const plain = (size: string) => size.toLowerCase().replaceAll(' ', '');
