import type { Estimate, Interval, MeasuredSize } from '../core/records/index.ts';
import { bytesText, coresText, countText, numberText, shareText } from './quantity-text.ts';

/** How many of what was measured carry the load, as a part of the answer; nothing where the run does not tell. */
export function measuredSizeText({ measuredSize }: Estimate): string[] {
  if (!measuredSize) return [];
  const { carried, measuredCount } = measuredSize;
  const size = `Of the measured size (${sizeText(measuredSize)})`;
  if (!carried) return [`${size} no number carries it.`];
  return [
    `${size} it takes ${boundsText(carried.count, countText)}; ${numberText(measuredCount)} ${measuredCount === 1 ? 'was' : 'were'} measured.`,
  ];
}

/** What that count rests on, or why there is none. */
export function measuredFacts({ measuredSize }: Estimate): readonly (readonly [string, string])[] {
  if (!measuredSize) return [];
  const { carried, refused, unit, resource } = measuredSize;
  if (!carried) return [['As measured', `no number of ${unit}s of ${resource} would do: ${refused}`]];
  const { planned, utilisation, needed, extrapolation, count, notes } = carried;
  const most = { low: planned.lowest, mid: planned.utilisation, high: planned.highest };
  const lines = [
    `${countText(count.mid)} ${unit}s of ${resource} would use ${percent(utilisation)} of their CPU, at most ${boundsText(most, percent)} is planned`,
    ...planned.rules,
    ...(needed.memory === null ? [] : [`memory alone would take ${countText(needed.memory)}`]),
    ...(extrapolation.level === 'measured'
      ? []
      : [`one of them carries ${numberText(extrapolation.ratio)} × the load that it was measured at`]),
    ...notes,
  ];
  return [['As measured', lines.join('\n')]];
}

function sizeText({ unit, cores, memoryBytes }: MeasuredSize): string {
  const memory = memoryBytes === null ? [] : [bytesText(memoryBytes)];
  return `${unit}s of ${[coresText(cores), ...memory].join(', ')}`;
}

function boundsText({ low, mid, high }: Interval, format: (value: number) => string): string {
  const [least, middle, most] = [low, mid, high].map(format);
  return least === middle && middle === most ? `${middle}` : `${middle} (${least}–${most})`;
}

/** To whole per cent. */
function percent(share: number): string {
  return shareText(Number(share.toFixed(2)));
}
