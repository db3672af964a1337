export { estimateJobs, type JobsInput } from './batch/estimate-jobs.ts';
export { type MeasuredJobs, measuredJobs } from './batch/measured-jobs.ts';
export { isComplete, type Jobs, missingOf, type StatedJobs } from './batch/stated-jobs.ts';
export { connectionLoad } from './connections/connection-load.ts';
export type { StatedConnections } from './connections/stated-connections.ts';
export { capacityOf } from './demand/capacity.ts';
export { type DemandOptions, measureDemand } from './demand/measure-demand.ts';
export { type EstimateInput, type EstimateOptions, estimateFrom, estimateFromRun } from './estimate.ts';
export type { Measured } from './evidence/evidence.ts';
export { fitLoads } from './fit-loads.ts';
export { comparePrices, type PriceChange } from './prices/compare-prices.ts';
export { type CustomPrices, overlayPrices, parseCustomPrices } from './prices/custom-prices.ts';
export { findPrice, findTiers, type PriceQuery, tieredUsd } from './prices/find-price.ts';
export { type InstanceType, loadHardware } from './prices/hardware.ts';
export { loadPriceBook, type PriceBook, parsePriceBook } from './prices/price-book.ts';
export { listings } from './prices/price-list/listings.ts';
export { type ListingPrices, readListing } from './prices/price-list/read-listing.ts';
export { parseRegionPrices, type RegionPrices, renewPrices } from './prices/region-prices.ts';
export { type MeasuredLatency, measuredLatency } from './safe-utilisation/measured-latency.ts';
export {
  type SafeUtilisation,
  type SafeUtilisationRequest,
  safeUtilisation,
} from './safe-utilisation/safe-utilisation.ts';
export type { StatedSize } from './sizing/current-size.ts';
export { weekOf } from './traffic/week.ts';
