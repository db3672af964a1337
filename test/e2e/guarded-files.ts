/** A project of one scenario, `escape`, under a configuration of the guard. */
export const guardedFiles = (config: object, source: string): Readonly<Record<string, string>> => ({
  'loadtest.config.yaml': JSON.stringify(config),
  'loadtest/scenarios/escape.ts': source,
});
