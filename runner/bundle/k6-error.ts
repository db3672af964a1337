import { join } from 'node:path';
import { type ErrorCode, LoadtestError, type Place } from '../../core/errors.ts';

/** One line of k6's JSON log. */
export interface K6LogLine {
  readonly level: string;
  /** What k6 says, with the error behind it. */
  readonly message: string;
  readonly source: string | undefined;
  readonly hint: string | undefined;
  readonly timeMs: number | undefined;
}

/** The line as k6 logged it, or `undefined` if it is none of k6's JSON lines. */
export function parseK6LogLine(line: string): K6LogLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, error, source, hint, time } = JSON.parse(line) as Record<string, unknown>;
    if (typeof level !== 'string' || typeof msg !== 'string') return undefined;
    return {
      level,
      message: typeof error === 'string' ? `${msg}: ${error}` : msg,
      source: typeof source === 'string' ? source : undefined,
      hint: typeof hint === 'string' ? hint : undefined,
      timeMs: typeof time === 'string' ? Date.parse(time) : undefined,
    };
  } catch {
    return undefined;
  }
}

const frame = /(?:^|\()file:\/\/\/(.+?):(\d+):(\d+)(?:\(\d+\))?\)?$/;
const named = /file:\/\/\/([^\s():]+):(\d+):(\d+)(?:\(\d+\))?/g;

/**
 * The first place in the user's own sources that a stack trace names; k6 has already applied the source map, and
 * its paths start at the bundle's root.
 */
export function placeOfTrace(message: string, root: string): Place | undefined {
  for (const line of message.split('\n').slice(1)) {
    const [, file, lineNumber, column] = frame.exec(line.trim().replace(/^at (?:\S+ )?/, '')) ?? [];
    if (file) return sourcePlace(root, file, lineNumber, column);
  }
  return undefined;
}

/** A sentence of k6 with every place that it names as `show` writes it. */
export function withPlaces(sentence: string, root: string, show: (place: Place) => string): string {
  return sentence.replace(named, (_, file: string, line: string, column: string) =>
    show(sourcePlace(root, file, line, column)),
  );
}

/** k6 counts columns from 0 where a source map applies. */
function sourcePlace(
  root: string,
  file: string,
  line: string | undefined,
  column: string | undefined,
): Place {
  return { file: join(root, file), line: Number(line), column: Number(column) + 1 };
}

/** A stack trace's first line: the error itself, without k6's own prefix. */
export function headlineOf(message: string): string {
  return (message.split('\n')[0] ?? message).replace(/^GoError: /, '');
}

/** k6's own exit codes: `null` is that of a k6 which a signal ended. */
const codeOfExit = new Map<number | null, ErrorCode>([
  [104, 'OPTIONS_INVALID'],
  [106, 'WORKER_FAILED'],
  [107, 'SCRIPT_EXCEPTION'],
  [109, 'WORKER_FAILED'],
  [null, 'WORKER_FAILED'],
]);

/** What went wrong when k6 refused a script, from its exit code and its log. */
export function scriptError(
  scenario: string,
  exitCode: number | null,
  log: string,
  root: string,
): LoadtestError {
  const message = wordsOf(log);
  const code = codeOfExit.get(exitCode) ?? 'SCRIPT_INVALID';
  const place = placeOfTrace(message, root);
  return new LoadtestError(code, `${introOf(code, scenario)}: ${headlineOf(message)}`, {
    places: place ? [place] : [],
  });
}

/** The errors of k6's JSON log without what the script printed; the whole log if it has none. */
export function wordsOf(log: string): string {
  const errors = log
    .split('\n')
    .map(parseK6LogLine)
    .filter((line) => line?.level === 'error' && line.source !== 'console');
  return errors.map((line) => line?.message ?? '').join('\n') || log.trim();
}

function introOf(code: ErrorCode, scenario: string): string {
  if (code === 'SCRIPT_EXCEPTION') return `scenario "${scenario}" throws in init`;
  return code === 'WORKER_FAILED' ? 'k6 failed' : `k6 refuses scenario "${scenario}"`;
}
