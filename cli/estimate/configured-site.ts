import { LoadtestError } from '../../core/errors.ts';
import type { EstimateInput, EstimateOptions, JobsInput } from '../../estimator/index.ts';
import type { Config } from '../config/schema.ts';
import { bundledHardware, openPrices } from './prices.ts';

/** The configured region. Throws USAGE where there is none. */
export function regionOf({ region }: Config): string {
  if (region !== undefined) return region;
  throw new LoadtestError('USAGE', 'an estimate needs a region, since prices differ: give --region', {
    hint: 'for example --region ap-northeast-1, or write region into the configuration',
  });
}

/** What the configuration at `root` says of where something runs, for an estimate in `region`. */
export async function configuredPremises(
  root: string,
  region: string,
  config: Config,
): Promise<Pick<JobsInput, 'region' | 'priceBook' | 'hardware' | 'deployment'>> {
  return {
    region,
    priceBook: await openPrices(root, config.prices),
    hardware: bundledHardware(),
    deployment: config.deployment,
  };
}

/** The same for a service, with what else its bill depends on. */
export async function configuredSite(
  root: string,
  region: string,
  config: Config,
): Promise<
  Pick<
    EstimateInput,
    | 'region'
    | 'priceBook'
    | 'hardware'
    | 'platforms'
    | 'deployment'
    | 'connections'
    | 'database'
    | 'cache'
    | 'commitmentDiscount'
  >
> {
  return {
    ...(await configuredPremises(root, region, config)),
    platforms: config.platforms,
    ...(config.connections && { connections: config.connections }),
    ...(config.database && { database: config.database }),
    ...(config.cache && { cache: config.cache }),
    ...(config.commitmentDiscount !== undefined && { commitmentDiscount: config.commitmentDiscount }),
  };
}

/** What the configuration says of the measured server, and of how far tasks may be used. */
export function configuredOptions({ measured, utilisation, slo }: Config): EstimateOptions {
  const { architecture, cores, threadsPerCore, serviceVariability } = measured;
  return {
    ...(architecture !== undefined && { measuredArchitecture: architecture }),
    ...(cores !== undefined && { cores }),
    ...(threadsPerCore !== undefined && { threadsPerCore }),
    ...(serviceVariability !== undefined && { serviceVariability }),
    ...(utilisation !== undefined && { utilisation }),
    ...(slo && { slo }),
  };
}
