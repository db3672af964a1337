import { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import type { LiveState, RunPhase } from '../../core/active-run.ts';
import type { Context, Output } from '../../core/context.ts';
import { frame, logLine } from './frame.ts';
import type { Screen } from './screen.ts';

const drawEveryMs = 100;
const logEveryMs = 5_000;

/** Shows a run while it runs, on stderr: redrawn on a terminal, else one line every 5 s and at each new phase. */
export interface LiveView {
  show(state: LiveState): void;
  /** A line of its own above the view. */
  note(line: string): void;
  /** Draws the last state and gives the terminal back; nothing is shown afterwards. */
  end(): void;
}

export function createLiveView(ctx: Context, screen: Screen): LiveView {
  if (!screen.talks) return { show: () => undefined, note: () => undefined, end: () => undefined };
  const canDraw = ctx.stderr.isTTY && ctx.env.TERM !== 'dumb';
  return canDraw ? drawnView(ctx, screen) : loggedView(ctx);
}

function drawnView(ctx: Context, { stderrPaint }: Screen): LiveView {
  const update = createLogUpdate(new TerminalStream(ctx.stderr));
  const pace = createPace(ctx, drawEveryMs);
  let last: LiveState | undefined;
  let isOver = false;
  const draw = (state: LiveState) => update(frame(state, ctx.stderr.columns, stderrPaint));
  return {
    show(state) {
      if (isOver) return;
      last = state;
      if (pace(state.phase)) draw(state);
    },
    note(line) {
      if (isOver) ctx.stderr.write(`${line}\n`);
      else update.persist(line);
      if (!isOver && last) draw(last);
    },
    end() {
      if (isOver) return;
      isOver = true;
      if (last) draw(last);
      update.done();
    },
  };
}

function loggedView(ctx: Context): LiveView {
  const pace = createPace(ctx, logEveryMs);
  let isOver = false;
  return {
    show(state) {
      if (!isOver && pace(state.phase)) ctx.stderr.write(`${logLine(state)}\n`);
    },
    note: (line) => ctx.stderr.write(`${line}\n`),
    end() {
      isOver = true;
    },
  };
}

/** Tells whether it is time to show again: a new phase, or the interval has passed. */
function createPace(ctx: Context, intervalMs: number): (phase: RunPhase) => boolean {
  let shownMs = Number.NEGATIVE_INFINITY;
  let shownPhase: RunPhase | undefined;
  return (phase) => {
    const nowMs = ctx.monotonicMs();
    if (phase === shownPhase && nowMs - shownMs < intervalMs) return false;
    shownMs = nowMs;
    shownPhase = phase;
    return true;
  };
}

/** The context's stderr as the stream that log-update wants. */
class TerminalStream extends Writable {
  readonly #output: Output;
  readonly isTTY = true;

  constructor(output: Output) {
    super({ decodeStrings: false });
    this.#output = output;
  }

  get columns(): number {
    return this.#output.columns;
  }

  override _write(text: string, _encoding: BufferEncoding, done: () => void): void {
    this.#output.write(text);
    done();
  }
}
