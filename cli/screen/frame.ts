import type { LiveState, LiveThreshold } from '../../core/active-run.ts';
import {
  clockText,
  coresText,
  countText,
  msText,
  numberText,
  rateText,
  shareText,
} from '../../reports/quantity-text.ts';
import type { Paint } from './colour.ts';

const labelWidth = 9;
const cellWidth = 26;
const mostThresholds = 8;

/** The live view of a run as text that fits into `columns`: where it is, how it goes, and its thresholds so far. */
export function frame(state: LiveState, columns: number, paint: Paint): string {
  const cells = cellsOf(state, paint);
  const perRow = Math.max(1, Math.floor(columns / cellWidth));
  const rows = Array.from({ length: Math.ceil(cells.length / perRow) }, (_, row) =>
    cells
      .slice(row * perRow, (row + 1) * perRow)
      .map(cellText(paint))
      .join('')
      .trimEnd(),
  );
  return [
    progressLine(state, columns, paint),
    ...rows,
    ...thresholdLines(state.thresholds, columns, paint),
  ].join('\n');
}

/** The same in one line without colours, for a log. */
export function logLine(state: LiveState): string {
  const failing = state.thresholds.filter(({ ok }) => ok === false).map(({ metric }) => metric);
  const parts = [
    `${state.phase} ${timeText(state)}`,
    ...(state.phase === 'start' ? [workersText(state)] : []),
    ...cellsOf(state).map(({ label, text }) => `${label} ${text}`),
    ...(failing.length > 0 ? [`failing ${failing.join(', ')}`] : []),
  ];
  return parts.join('  ');
}

interface Cell {
  readonly label: string;
  readonly text: string;
  readonly colour?: (text: string) => string;
}

function cellsOf(state: LiveState, paint?: Paint): readonly Cell[] {
  const alarm = (isBad: boolean) => (isBad && paint ? { colour: paint.red } : {});
  return [
    { label: 'requests', text: rateText(state.requestsPerSec) },
    { label: 'p95', text: msText(state.p95Ms ?? null) },
    { label: 'errors', text: shareText(state.failedRate ?? null), ...alarm((state.failedRate ?? 0) > 0) },
    { label: 'VUs', text: countText(state.vus) },
    { label: 'dropped', text: countText(state.droppedIterations), ...alarm(state.droppedIterations > 0) },
    { label: 'load CPU', text: coresText(state.generatorCpuCores ?? null) },
  ];
}

function cellText(paint: Paint) {
  return ({ label, text, colour = paint.bold }: Cell) => {
    const room = cellWidth - labelWidth;
    return `${paint.dim(label.padEnd(labelWidth))}${colour(text)}${' '.repeat(Math.max(1, room - text.length))}`;
  };
}

function progressLine(state: LiveState, columns: number, paint: Paint): string {
  const label = paint.bold(state.phase.padEnd(labelWidth));
  if (state.phase === 'start') return `${label}${workersText(state)}`;
  const share = state.maxDurationMs > 0 ? Math.min(1, state.elapsedMs / state.maxDurationMs) : 0;
  const tail = `${String(Math.floor(share * 100)).padStart(4)} %  ${timeText(state)}`;
  const width = Math.max(0, Math.min(columns - 1, 120) - labelWidth - tail.length);
  const done = Math.round(share * width);
  return `${label}${paint.cyan('━'.repeat(done))}${paint.dim('─'.repeat(width - done))}${tail}`;
}

const timeText = ({ elapsedMs, maxDurationMs }: LiveState) =>
  `${wholeSeconds(elapsedMs)} / ${wholeSeconds(maxDurationMs)}`;

const wholeSeconds = (ms: number) => clockText(Math.floor(ms / 1_000) * 1_000);

const workersText = ({ workersReady, workers }: LiveState) => `${workersReady} of ${workers} workers ready`;

function thresholdLines(
  thresholds: readonly LiveThreshold[],
  columns: number,
  paint: Paint,
): readonly string[] {
  // What fails comes first, so that it is never among those left out.
  const ordered = [...thresholds].sort((a, b) => Number(b.ok === false) - Number(a.ok === false));
  const shown = ordered.slice(0, mostThresholds);
  const width = Math.max(0, ...shown.map(({ metric, expression }) => metric.length + expression.length + 1));
  const lines = shown.map((threshold) => thresholdLine(threshold, Math.min(width, columns - 16), paint));
  const left = thresholds.length - shown.length;
  return left > 0 ? [...lines, paint.dim(`  and ${left} more`)] : lines;
}

function thresholdLine(
  { metric, expression, ok, observed }: LiveThreshold,
  width: number,
  paint: Paint,
): string {
  const full = `${metric} ${expression}`;
  const text = full.length > width ? `${full.slice(0, width - 1)}…` : full.padEnd(width);
  const now = numberText(observed ?? null);
  if (ok === undefined) return paint.dim(`  · ${text}  ${now}`);
  return ok ? `  ${paint.green('✓')} ${text}  ${now}` : `  ${paint.red('✗')} ${text}  ${paint.red(now)}`;
}
