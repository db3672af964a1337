/** The environment variables of a reader's pod: the directory of the run that it serves. */
export const readerVariables = { directory: 'LOADTEST_DIRECTORY' } as const;
