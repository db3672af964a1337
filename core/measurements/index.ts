export { measurementsFromCsv } from './from-csv.ts';
export { mergeMeasurements } from './merge-measurements.ts';
export { measurementsCsv } from './to-csv.ts';
export { type MeasurementOptions, toMeasurements } from './to-measurements.ts';
