export { createSampleApi, type SampleApi } from './service.ts';
export type { Settings } from './settings.ts';
export type { Stats } from './stats.ts';
