import type { Demand } from '../core/records/index.ts';
import { numberText, rateText } from './quantity-text.ts';

/** What one server can do: how many cores it can use, and how much it carries. */
export function serverFacts(demand: Demand): readonly (readonly [string, string])[] {
  return [['Parallelism', parallelismText(demand)], ...limitFacts(demand)];
}

function parallelismText({ parallelism: { basis, cores } }: Demand): string {
  if (basis === 'single-thread') return 'one thread does the work, so that a task can use one vCPU';
  if (basis === 'multi-thread') return `a task can use ${numberText(cores)} cores`;
  return 'threads were not observed';
}

/** How much it carries at most, and what says so. */
function limitFacts({ capacity }: Demand): readonly (readonly [string, string])[] {
  if (!capacity) return [];
  const { basis, perSec, promisedPerSec } = capacity;
  const [low, mid, high, proven] = [perSec.low, perSec.mid, perSec.high, promisedPerSec].map(rateText);
  const text = {
    cpu: `one server carries ${mid} (${low} to ${high}): its CPU is the limit`,
    bound: `one server carries ${proven}, and no more than ${mid}, where its CPU is used up: what it does in between was not measured`,
    'hidden-bottleneck': `one server carries ${proven}: a bottleneck that was not observed holds it (${low} to ${high})`,
  };
  return [['Limit', text[basis]]];
}
