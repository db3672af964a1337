export { measurementsFromCsv } from './from-csv.ts';
export { mergeMeasurements } from './merge-measurements.ts';
export { measurementsCsv } from './to-csv.ts';
export { type MeasurementOptions, measuredTrends, toMeasurements } from './to-measurements.ts';
