import type { PriceRow, Rejection, SizingOption } from '../../core/records/index.ts';
import { type BehindTasks, behindTasks, isShortage } from '../back-end/behind-tasks.ts';
import { type Line, totalUsd } from '../cost/line.ts';
import { sharedLines } from '../cost/shared-lines.ts';
import type { PlatformName } from '../platform-names.ts';
import type { Plan, Platform, Sized } from '../platforms/platform.ts';
import { platforms } from '../platforms/registry.ts';
import { markPareto } from './pareto.ts';
import type { Site } from './site.ts';

/** A plan with its whole bill, and the option that a record holds of it. */
export interface Candidate {
  readonly plan: Plan;
  /** What stands beside the tasks, the back end included. */
  readonly shared: readonly Line[];
  /** Database and cache, whose size does not follow the load from hour to hour. */
  readonly backEnd: readonly Line[];
  readonly option: SizingOption;
}

export interface SizedOptions {
  /** Cheapest first. */
  readonly candidates: readonly Candidate[];
  readonly rejected: readonly Rejection[];
  readonly prices: readonly PriceRow[];
}

/** Every option of the named platforms with its bill, cheapest first, and why other sizes are none. */
export function sizeOptions(site: Site, names: readonly PlatformName[]): SizedOptions {
  const prices: PriceRow[] = [];
  const placeOf = (row: PriceRow) => (prices.includes(row) ? prices.indexOf(row) : prices.push(row) - 1);
  const sized = [...new Set(names)].map((name) => sizePlatform(site, platforms[name]));
  const refused: Rejection[] = [];
  const candidates = sized.flatMap(({ plans }) =>
    judge(
      plans.flatMap((plan) => {
        const behind = behindTasks(site, plan);
        if (!isShortage(behind)) return [candidateOf(site, plan, behind, placeOf)];
        refused.push({ ...rejectedPlan(plan), ...behind });
        return [];
      }),
    ),
  );
  return {
    candidates: candidates.sort(
      ({ option: a }, { option: b }) =>
        a.usdPerMonth.mid - b.usdPerMonth.mid || a.utilisation - b.utilisation,
    ),
    rejected: [...sized.flatMap(({ rejected }) => rejected), ...refused],
    prices,
  };
}

/** The platform's sizes, or the one reason why none of them holds connections. */
function sizePlatform(site: Site, platform: Platform): Sized {
  const reason = platform.refusesConnections;
  if (!site.connections || reason === undefined) return platform.size(site);
  const { name } = platform;
  const fix = 'name platforms whose tasks are servers, such as ecs-fargate, eks-ec2 and ec2';
  const any = { platform: name, size: 'any size', architecture: site.measuredArchitecture, vcpu: 0 };
  return { plans: [], rejected: [{ ...any, reason, fix }] };
}

function candidateOf(
  site: Site,
  plan: Plan,
  { database, cache, lines: backEnd }: BehindTasks,
  placeOf: (row: PriceRow) => number,
): Candidate {
  const { charges, threadsPerCore: _, cores: __, ...rest } = plan;
  const aside = sharedLines(site, charges);
  const linesAt = (bound: 'low' | 'mid' | 'high') => [
    ...charges.linesOf(plan.tasks[bound]),
    ...aside,
    ...backEnd[bound],
  ];
  const lines = linesAt('mid').map((line) => ({ ...line, prices: line.prices.map(placeOf) }));
  const option: SizingOption = {
    ...rest,
    nodes: charges.nodesOf?.(plan.tasks.mid) ?? null,
    ...{ database, cache },
    usdPerMonth: {
      low: totalUsd(linesAt('low')),
      mid: totalUsd(linesAt('mid')),
      high: totalUsd(linesAt('high')),
    },
    lines,
    prices: [...new Set(lines.flatMap((line) => line.prices))],
    pareto: false,
    autoscaled: null,
    uncertainty: null,
  };
  return { plan, shared: [...aside, ...backEnd.mid], backEnd: backEnd.mid, option };
}

/**
 * Marks the unbeaten ones of each architecture, those that are kept ready apart; one that needs a test first beats
 * nothing and is not on the front.
 */
function judge(candidates: readonly Candidate[]): Candidate[] {
  const isCarried = ({ option }: Candidate) => option.extrapolation.level !== 'needs-test';
  const kindOf = ({ option: { architecture, provisionedConcurrency } }: Candidate) =>
    `${architecture} ${provisionedConcurrency !== undefined}`;
  const judged = [...new Set(candidates.map(kindOf))].flatMap((kind) => {
    const own = candidates.filter((each) => isCarried(each) && kindOf(each) === kind);
    const marked = markPareto(own.map(({ option }) => option));
    return own.map((candidate, i) => ({ ...candidate, option: marked[i] ?? candidate.option }));
  });
  return [...judged, ...candidates.filter((each) => !isCarried(each))];
}

function rejectedPlan({ platform, size, architecture, vcpu }: Plan): Omit<Rejection, 'reason'> {
  return { platform, size, architecture, vcpu };
}
