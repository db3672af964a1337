import type { CurrentSize, Estimate } from '../core/records/index.ts';
import { countText, shareText, usdText } from './quantity-text.ts';

/** What runs now or is proposed, in words; empty where there is nothing to say. */
export interface CurrentText {
  readonly what: string;
  readonly tasks: string;
  readonly size: string;
  readonly utilisation: string;
  readonly month: string;
  /** Against what runs now. */
  readonly change: string;
}

export interface ComparedText {
  /** What runs now, what is proposed, and that with its policy. */
  readonly rows: readonly CurrentText[];
  readonly note: string;
}

export const currentHeads = ['', 'Tasks', 'CPU', 'A month', 'Change', 'Size'] as const;

/** The cells of a row, below the heads. */
export function currentCells({ what, tasks, size, utilisation, month, change }: CurrentText): string[] {
  return [what, tasks, utilisation, month, change, size];
}

/** What runs now beside what is proposed; `undefined` where that was not said. */
export function describeCurrent({ current, options, recommended }: Estimate): ComparedText | undefined {
  if (!current) return undefined;
  const proposed = recommended === null ? undefined : options[recommended];
  const { change } = current;
  const isMoved = proposed && proposed.platform !== current.platform;
  const sizeOf = ({
    platform,
    size,
    architecture,
  }: Pick<CurrentSize, 'platform' | 'size' | 'architecture'>) =>
    [...(isMoved ? [platform] : []), size, architecture].join(' ');
  const now = {
    what: 'current',
    tasks: countText(current.tasks),
    size: sizeOf(current),
    utilisation: percent(current.utilisation),
    month: usdText(current.usdPerMonth),
    change: '',
  };
  const constant = proposed && {
    what: 'proposed',
    tasks: countText(proposed.tasks.mid),
    size: sizeOf(proposed),
    utilisation: percent(proposed.utilisation),
    month: usdText(proposed.usdPerMonth.mid),
    change: changeText(change.usdPerMonth, current),
  };
  const policy = proposed?.autoscaled;
  const scaled = policy && {
    what: 'scaled',
    tasks: `${countText(policy.minTasks)} to ${countText(policy.maxTasks)}`,
    size: '',
    utilisation: percent(policy.targetUtilisation),
    month: usdText(policy.usdPerMonth),
    change: changeText(change.scaledUsdPerMonth, current),
  };
  return {
    rows: [now, ...(constant ? [constant] : []), ...(scaled ? [scaled] : [])],
    note: noteOf(current),
  };
}

function noteOf({ source, tasks, neededTasks }: CurrentSize): string {
  const from = source === 'given' ? '' : ` (${source})`;
  if (neededTasks === null) return `No number of the current size${from} carries the design load.`;
  const needs = `Of the current size${from} the design load needs ${countText(neededTasks)}`;
  return neededTasks > tasks ? `${needs}; ${countText(tasks)} run.` : `${needs}.`;
}

function changeText(usd: number | null, { usdPerMonth }: CurrentSize): string {
  if (usd === null) return '';
  if (usd === 0) return 'none';
  const sign = usd < 0 ? '−' : '+';
  return `${sign}${usdText(Math.abs(usd))} (${sign}${percent(Math.abs(usd) / usdPerMonth)})`;
}

const percent = (share: number) => shareText(Number(share.toFixed(2)));
