import { type ExitCode, exitCode } from '../../core/exit-code.ts';
import type { Screen } from './screen.ts';

/** One thing that is needed: there (`ok`), not there but no obstacle (`note`), or `missing`. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'missing';
  readonly found: string;
  /** How to get it, in the imperative. */
  readonly hint?: string;
}

/** Shows findings, one a line, or as JSON with the exit code and what belongs to them, and gives that code: `environment` if something is missing. */
export function showFindings(
  screen: Screen,
  findings: readonly Finding[],
  json: boolean,
  beside: Readonly<Record<string, unknown>> = {},
): ExitCode {
  const code = findings.some(({ state }) => state === 'missing') ? exitCode.environment : exitCode.ok;
  if (json) {
    screen.printJson({ findings, ...beside, exitCode: code });
    return code;
  }
  const { green, yellow, red } = screen.paint;
  const label = { ok: green('ok      '), note: yellow('note    '), missing: red('missing ') };
  const width = Math.max(...findings.map(({ name }) => name.length)) + 2;
  for (const { state, name, found, hint } of findings) {
    screen.print(`${label[state]}${name.padEnd(width)}${found}`);
    if (hint !== undefined) screen.print(`${' '.repeat(8 + width)}${hint}`);
  }
  return code;
}
