import { LoadtestError, messageOf, type Place } from '../../core/errors.ts';
import { type ExitCode, exitCode } from '../../core/exit-code.ts';
import type { Paint } from './colour.ts';

interface ErrorScreen {
  readonly paint: Paint;
  readonly json: boolean;
  readonly debug: boolean;
  readonly versions: { readonly loadtest: string; readonly node: string };
}

/** The exit code that a thrown value leads to. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof LoadtestError ? error.exitCode : exitCode.bug;
}

/** A thrown value as text for stderr: a sentence, its places and a hint; a stack only for bugs or with `debug`. */
export function renderError(error: unknown, screen: ErrorScreen): string {
  if (screen.json) return `${JSON.stringify(errorRecord(error))}\n`;
  return error instanceof LoadtestError ? renderExpected(error, screen) : renderBug(error, screen);
}

function renderExpected(error: LoadtestError, { paint, debug }: ErrorScreen): string {
  const lines = [`${paint.red('error:')} ${error.message}`];
  for (const place of error.places) lines.push(`  at ${placeText(place, paint)}`);
  if (error.hint !== undefined) lines.push(`${paint.cyan('hint:')} ${error.hint}`);
  if (debug) lines.push(paint.dim(stackOf(error)));
  return `${lines.join('\n')}\n`;
}

function renderBug(error: unknown, { paint, versions }: ErrorScreen): string {
  return [
    `${paint.red('unexpected error, please report:')} ${messageOf(error)}`,
    `  loadtest ${versions.loadtest}, node ${versions.node}`,
    paint.dim(stackOf(error)),
    '',
  ].join('\n');
}

function placeText({ file, line, column, message }: Place, paint: Paint): string {
  const position = [file, line, column].filter((part) => part !== undefined).join(':');
  return message === undefined ? paint.bold(position) : `${paint.bold(position)} ${message}`;
}

/** The error as `--json` writes it: one line on stderr. */
function errorRecord(error: unknown) {
  if (error instanceof LoadtestError) {
    const { code, message, hint, places } = error;
    return { code, message, hint, places, exitCode: error.exitCode };
  }
  return {
    code: 'BUG',
    message: messageOf(error),
    places: [],
    exitCode: exitCode.bug,
    stack: stackOf(error),
  };
}

/** The stack without its first line, which repeats the message, and those of its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  const cause =
    error.cause instanceof Error ? [`caused by: ${error.cause.message}`, stackOf(error.cause)] : [];
  return [...frames, ...cause].join('\n');
}
