import type { ConfigInput } from './cli/config/schema.ts';

export type { ConfigInput } from './cli/config/schema.ts';
export type { Bundle, RunPlan, RunResult, SeriesPoint } from './core/records/index.ts';

/** The configuration itself, typed and completed by an editor: `export default defineConfig({ … })`. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
