import type { EstimateInput, EstimateOptions } from '../../estimator/index.ts';
import type { Config } from '../config/schema.ts';
import { bundledHardware, openPrices } from './prices.ts';

/** What the configuration at `root` says of where a system runs, for an estimate in `region`. */
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
    | 'database'
    | 'cache'
    | 'commitmentDiscount'
  >
> {
  return {
    region,
    priceBook: await openPrices(root, config.prices),
    hardware: bundledHardware(),
    platforms: config.platforms,
    deployment: config.deployment,
    ...(config.database && { database: config.database }),
    ...(config.cache && { cache: config.cache }),
    ...(config.commitmentDiscount !== undefined && { commitmentDiscount: config.commitmentDiscount }),
  };
}

/** What the configuration says of the measured server, and of how far tasks may be used. */
export function configuredOptions({ measured, utilisation, slo }: Config): EstimateOptions {
  const { architecture, cores, threadsPerCore } = measured;
  return {
    ...(architecture !== undefined && { measuredArchitecture: architecture }),
    ...(cores !== undefined && { cores }),
    ...(threadsPerCore !== undefined && { threadsPerCore }),
    ...(utilisation !== undefined && { utilisation }),
    ...(slo && { slo }),
  };
}
