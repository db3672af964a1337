import { type ExitCode, exitCode } from './exit-code.ts';

/** Every expected failure, by its stable code, with the exit code it leads to. */
const exitCodeOf = {
  USAGE: exitCode.usage,
  SCENARIO_NOT_FOUND: exitCode.usage,
  RUN_NOT_FOUND: exitCode.usage,
  RECORD_INVALID: exitCode.environment,
  K6_NOT_FOUND: exitCode.environment,
  K6_DOWNLOAD_FAILED: exitCode.environment,
  TARGET_DOWN: exitCode.environment,
  PREPARE_FAILED: exitCode.environment,
  STORE_UNWRITABLE: exitCode.environment,
  STORE_UNREADABLE: exitCode.environment,
  PORT_IN_USE: exitCode.environment,
  WORKER_FAILED: exitCode.environment,
  AWS_FAILED: exitCode.environment,
  CLUSTER_UNREACHABLE: exitCode.environment,
  CLUSTER_FORBIDDEN: exitCode.environment,
  CLUSTER_FAILED: exitCode.environment,
  WORKER_NOT_READY: exitCode.environment,
  CONFIG_INVALID: exitCode.badConfiguration,
  SCRIPT_INVALID: exitCode.badConfiguration,
  OPTIONS_INVALID: exitCode.badConfiguration,
  THRESHOLD_INVALID: exitCode.badConfiguration,
  GUARD_REFUSED: exitCode.badConfiguration,
  SCRIPT_EXCEPTION: exitCode.scriptException,
  INTERRUPTED: exitCode.interrupted,
  ESTIMATE_REFUSED: exitCode.invalidResult,
  PRICE_NOT_FOUND: exitCode.badConfiguration,
  PRICE_AMBIGUOUS: exitCode.badConfiguration,
} as const satisfies Record<string, ExitCode>;

export type ErrorCode = keyof typeof exitCodeOf;

export const errorCodes = Object.keys(exitCodeOf) as readonly ErrorCode[];

/** A place in the user's files, 1-based; `column` counts characters. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  /** What stands there is wrong for this reason; the error's message speaks of the whole. */
  readonly message?: string;
}

export interface ErrorDetails {
  /** What to do next, in the imperative. */
  readonly hint?: string;
  readonly places?: readonly Place[];
  readonly cause?: unknown;
}

/**
 * An expected failure: a sentence for the user with a stable code, the places it concerns and the fix.
 * Everything else that is thrown is a bug. Messages start in lower case, without a final period.
 */
export class LoadtestError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly places: readonly Place[];

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'LoadtestError';
    this.code = code;
    this.hint = details.hint;
    this.places = details.places ?? [];
  }

  get exitCode(): ExitCode {
    return exitCodeOf[this.code];
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
