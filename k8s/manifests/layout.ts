/** Where a pod finds the run's programs. */
export const programDirectory = '/loadtest';

/** The only place that a pod may write to, beside the results'. */
export const scratchDirectory = '/tmp';

/** Where the coordinator writes the result. */
export const resultsDirectory = '/results';

/** The coordinator's files among the programs. */
export const coordinatorFile = 'coordinator.mjs';
export const settingsFile = 'settings.json';

/** A finished Job stays for so long that somebody can still read how it ended. */
export const finishedTtlSeconds = 600;
