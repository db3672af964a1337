/** What a worker's supervisor is started with; it comes as JSON in one environment variable. */
export interface WorkerSettings {
  /** `http://host:port` of the coordinator. */
  readonly coordinator: string;
  readonly token: string;
  readonly index: number;
  readonly k6: string;
  /** An existing directory for the archive. */
  readonly directory: string;
  /** The directory that k6 runs in. */
  readonly cwd: string;
  /** Heap limit of k6, which then collects garbage seldom below it; without it Go's own rule holds. */
  readonly memoryLimitBytes?: number | undefined;
}

/** The environment variable that holds the settings. */
export const workerSettingsVariable = 'LOADTEST_WORKER';

/** The settings from the text of the variable. Only this package writes it: they are not checked again. */
export function readSettings(text: string | undefined): WorkerSettings {
  if (text === undefined)
    throw new Error(`a worker is started with its settings in ${workerSettingsVariable}`);
  return JSON.parse(text) as WorkerSettings;
}
