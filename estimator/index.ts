export type { ThroughputRow } from './clean-bins.ts';
export { type DemandOptions, measureDemand } from './demand.ts';
export { type EstimateInput, type EstimateOptions, estimateFromRun } from './estimate.ts';
export { comparePrices, type PriceChange } from './prices/compare-prices.ts';
export { type CustomPrices, overlayPrices, parseCustomPrices } from './prices/custom-prices.ts';
export { findPrice, findTiers, type PriceQuery, tieredUsd } from './prices/find-price.ts';
export { type InstanceType, loadHardware } from './prices/hardware.ts';
export { loadPriceBook, type PriceBook, parsePriceBook } from './prices/price-book.ts';
export { throughputOf } from './throughput.ts';
