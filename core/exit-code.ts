/**
 * The exit codes of every command. They reuse k6's numbers where k6 has one, so that a pipeline that
 * already reads k6's codes keeps working.
 */
export const exitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  environment: 3,
  invalidResult: 4,
  thresholdsFailed: 99,
  badConfiguration: 104,
  interrupted: 105,
  scriptException: 107,
  abortedByScript: 108,
  markedFailed: 110,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** One sentence for each code, as `loadtest --help` lists them. */
export const exitCodeMeaning: Readonly<Record<ExitCode, string>> = {
  0: 'ok; a suspect result too',
  1: 'bug in loadtest',
  2: 'wrong usage of the command line',
  3: 'environment: k6, the target, a port, a directory or a worker is missing',
  4: 'the result is invalid',
  99: 'thresholds failed',
  104: 'bad configuration, or a script that does not compile',
  105: 'interrupted',
  107: 'script exception in init, setup, teardown, or in every iteration',
  108: 'aborted by the script',
  110: 'marked as failed by the script',
};

/** Highest precedence first: a bug, no usable run, then how the run ended, then what it measured. */
const precedence: readonly ExitCode[] = [1, 2, 3, 104, 107, 105, 108, 110, 99, 4, 0];

/** The code to exit with when several apply, `ok` when none does. */
export function combineExitCodes(codes: readonly number[]): ExitCode {
  return precedence.find((code) => codes.includes(code)) ?? exitCode.ok;
}
