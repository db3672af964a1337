export type { ThroughputRow } from './clean-bins.ts';
export { type DemandOptions, measureDemand } from './demand.ts';
export { type EstimateInput, type EstimateOptions, estimateFromRun } from './estimate.ts';
export {
  findPrice,
  loadPriceBook,
  type PriceBook,
  type PriceQuery,
  parsePriceBook,
} from './prices/price-book.ts';
export { throughputOf } from './throughput.ts';
