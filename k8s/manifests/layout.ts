/** Where a pod finds the run's programs. */
export const programDirectory = '/loadtest';

/** The only place that a pod may write to, beside the results'. */
export const scratchDirectory = '/tmp';

/** Where the coordinator writes the run's files. */
export const resultsDirectory = '/results';

/** Where it finds the volume that the run is kept on. */
export const storeDirectory = '/store';

/** The coordinator's files among the programs. */
export const coordinatorFile = 'coordinator.mjs';
export const settingsFile = 'settings.json';

/** A finished Job stays for so long that somebody can still read how it ended. */
export const finishedTtlSeconds = 600;

/** The user `node` of the stock image. */
export const nodeUserId = 1_000;
