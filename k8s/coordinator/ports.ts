/** The ports of the coordinator's pod: workers push to the first, the command line talks to the second. */
export const coordinatorPorts = { workers: 6566, control: 6567 } as const;
