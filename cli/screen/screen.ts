import type { Context } from '../../core/context.ts';
import { type ColourChoice, createPaint, isColoured, type Paint } from './colour.ts';

/** The two streams as commands use them: the artefact goes to stdout, the conversation to stderr. */
export interface Screen {
  readonly paint: Paint;
  readonly stderrPaint: Paint;
  /** Whether there is a conversation at all: neither `--quiet` nor `--json`. */
  readonly talks: boolean;
  /** A line of what was asked for. */
  print(line: string): void;
  /** A record as one document. */
  printJson(value: unknown): void;
  /** A line of conversation. */
  say(line: string): void;
  /** A line of conversation for `--verbose`. */
  detail(line: string): void;
}

interface ScreenChoices {
  readonly colour: ColourChoice;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export function createScreen(ctx: Context, { colour, json, quiet, verbose }: ScreenChoices): Screen {
  const talks = !quiet && !json;
  const say = (line: string) => {
    if (talks) ctx.stderr.write(`${line}\n`);
  };
  return {
    paint: createPaint(isColoured(colour, ctx.env, ctx.stdout) && !json),
    stderrPaint: createPaint(isColoured(colour, ctx.env, ctx.stderr) && !json),
    talks,
    print: (line) => ctx.stdout.write(`${line}\n`),
    printJson: (value) => ctx.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    say,
    detail: (line) => {
      if (verbose) say(line);
    },
  };
}
