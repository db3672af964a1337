export * from './bundle.ts';
export * from './estimate.ts';
export * from './k6-options.ts';
export * from './run-plan.ts';
export * from './run-result.ts';
export * from './schema-version.ts';
export * from './series.ts';
export * from './step.ts';
