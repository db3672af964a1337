import picocolors from 'picocolors';
import type { Context, Output } from '../../core/context.ts';

export type ColourChoice = 'auto' | 'always' | 'never';

/** Functions that colour a text, or leave it as it is. */
export type Paint = ReturnType<typeof picocolors.createColors>;

/** Whether to colour what goes to a stream: the flag, then NO_COLOR, then FORCE_COLOR, then what the stream is. */
export function isColoured(choice: ColourChoice, env: Context['env'], stream: Output): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY && env.TERM !== 'dumb';
}

export function createPaint(coloured: boolean): Paint {
  return picocolors.createColors(coloured);
}

/** The choice as `--color` and `--no-color` leave it, which share one value. */
export function colourChoice(value: unknown): ColourChoice {
  if (value === false) return 'never';
  return value === 'always' || value === 'never' ? value : 'auto';
}
