import { formatPercent } from '../../core/quantity.ts';
import type {
  Demand,
  Estimate,
  LatencyCurve,
  LatencyObjective,
  SizingOption,
} from '../../core/records/index.ts';
import type { Evidence } from '../evidence/evidence.ts';
import type { Queue } from '../queueing/wait.ts';
import { refusal } from '../refuse.ts';
import type { Site } from '../sizing/site.ts';
import { serversOf } from '../sizing/task-count.ts';
import { serverKindOf } from './caps.ts';
import { measuredLatency } from './measured-latency.ts';
import { objectivesOfThresholds } from './objectives.ts';
import {
  latencyCurveOf,
  percentileName,
  type SafeUtilisation,
  type SafeUtilisationRequest,
  safeUtilisation,
} from './safe-utilisation.ts';
import { serviceVariabilityOf } from './service-variability.ts';

/** How far tasks may be used, as the record says it, and what that is for one task. */
export interface UtilisationRule {
  readonly rule: Estimate['rule'];
  readonly safeUtilisation: Site['safeUtilisation'];
  /** The same for a task that is the server that was measured, with so many usable cores. */
  readonly measuredUtilisation: Site['safeUtilisation'];
  /** The latency of a task with so many usable cores, for each objective. */
  readonly latencyOf: (cores: number) => LatencyCurve[];
}

export interface Stated {
  /** The highest utilisation, between 0 and 1. */
  readonly utilisation?: number;
  /** Cs² of the service times; read from the latency at low load unless given. */
  readonly serviceVariability?: number;
  /** Limits on response times; those of the run's own thresholds unless given. */
  readonly slo?: readonly LatencyObjective[];
}

interface Measured {
  readonly evidence: Pick<Evidence, 'results' | 'measurements' | 'serverCores' | 'imbalance'>;
  readonly demand: Demand;
  /** The database's queue at the design load; `null` without one. */
  readonly behind: Queue | null;
}

const assumedUtilisation = 0.6;

/**
 * By a latency objective, where one is given or the run had one among its thresholds; else by a given utilisation, else
 * by an assumed one. Throws ESTIMATE_REFUSED where no load at all keeps the objective.
 */
export function utilisationRuleOf(measured: Measured, stated: Stated): UtilisationRule {
  const { utilisation, slo } = stated;
  if (utilisation !== undefined && !(utilisation > 0 && utilisation < 1)) {
    throw refusal(`the utilisation target must be between 0 and 1, got ${utilisation}`, 'give 0.6 for 60 %');
  }
  const objectives = slo ?? objectivesOfRuns(measured.evidence.results);
  if (objectives.length === 0) return targetRule(utilisation);
  const requestsOf = requestsFor(measured, objectives, stated);
  const judge = (cores: number) => requestsOf(cores).map(safeUtilisation);
  const refused = judge(1).find((found) => found.kind === 'impossible');
  if (refused?.kind === 'impossible') throw refusal(refused.text, refused.hint);
  return {
    rule: {
      name: 'latency-objective',
      utilisation: utilisation ?? null,
      basis: slo ? 'given' : 'thresholds',
      objectives: [...objectives],
      text: `${objectives.map(objectiveText).join(' and ')} (${slo ? 'given' : "the run's thresholds"}) says how far each size may be used`,
    },
    safeUtilisation: remembered((cores) => plannedOf(judge(cores), utilisation)),
    measuredUtilisation: (cores) =>
      plannedOf(requestsFor(measured, objectives, stated, cores)(cores).map(safeUtilisation), utilisation),
    latencyOf: (cores) => requestsOf(cores).map(latencyCurveOf),
  };
}

/** What the runs were held to, each objective once: the strictest decides. */
function objectivesOfRuns(results: Evidence['results']): readonly LatencyObjective[] {
  const all = results.flatMap(({ thresholds }) => objectivesOfThresholds(thresholds));
  return [...new Map(all.map((objective) => [objectiveText(objective), objective])).values()];
}

function targetRule(given: number | undefined): UtilisationRule {
  const utilisation = given ?? assumedUtilisation;
  const basis = given === undefined ? 'assumed' : 'given';
  const text = `CPU at most ${Math.round(utilisation * 100)} % of what a task can use at the design load (${basis}; no latency objective was used)`;
  const name = 'utilisation-target';
  const planned: SizingOption['planned'] = {
    utilisation,
    lowest: utilisation,
    highest: utilisation,
    rule: name,
    rules: [],
  };
  return {
    rule: { name, utilisation, basis, objectives: [], text },
    safeUtilisation: () => planned,
    measuredUtilisation: () => planned,
    latencyOf: () => [],
  };
}

/**
 * What is asked for each objective of a task with so many usable cores; `measuredCores` are its own where it is what was
 * measured. What a quota costs on part of a core is in its responses, which then say nothing of how service times vary.
 */
function requestsFor(
  { evidence, demand, behind }: Measured,
  objectives: readonly LatencyObjective[],
  { serviceVariability }: Stated,
  measuredCores?: number,
): (cores: number) => readonly SafeUtilisationRequest[] {
  const servers = measuredCores ?? measuredServers(evidence.serverCores, demand);
  const hadQuota = evidence.serverCores !== null && evidence.serverCores < 1;
  const measured = objectives.map((slo) => ({
    slo,
    ...measuredLatency(evidence.measurements, { resource: demand.resource, servers, quantile: slo.quantile }),
  }));
  const cpuSec = demand.cpuSecPerRequest.mid;
  return (cores) =>
    measured.map(({ slo, lowLoad, lowLoadTable, lowLoadMeanSec, steps }) => ({
      vcpu: cores,
      servers: serversOf(cores),
      cpuSec,
      service: serviceVariabilityOf(hadQuota ? null : lowLoad, cpuSec, serviceVariability),
      slo,
      lowLoad,
      lowLoadTable,
      lowLoadMeanSec,
      steps,
      kind: serverKindOf(demand.parallelism),
      imbalance: evidence.imbalance,
      isMeasured: measuredCores !== undefined,
      behind: measuredCores === undefined ? behind : null,
    }));
}

/** How many requests the measured server worked on side by side; `null` where its cores are not known, or part of one. */
function measuredServers(serverCores: number | null, { parallelism }: Demand): number | null {
  const cores = Math.min(serverCores ?? Infinity, parallelism.cores ?? Infinity);
  return cores >= 1 && cores < Infinity ? serversOf(cores) : null;
}

/** The strictest of what the objectives allow, no more than a given utilisation; or why one of them cannot be kept. */
function plannedOf(
  judged: readonly SafeUtilisation[],
  given: number | undefined,
): SizingOption['planned'] | string {
  const impossible = judged.find((found) => found.kind === 'impossible');
  if (impossible) return impossible.text;
  const [strictest] = judged
    .flatMap((found) => (found.kind === 'safe' ? [found] : []))
    .sort((a, b) => a.utilisation.mid - b.utilisation.mid);
  if (!strictest) return 'no objective was given';
  const most = given ?? 1;
  const { low, mid, high } = strictest.utilisation;
  return {
    utilisation: Math.min(mid, most),
    lowest: Math.min(low, most),
    highest: Math.min(high, most),
    rule: mid > most ? 'utilisation-target' : strictest.rule,
    rules: [...strictest.rules, ...(mid > most ? [`no more than the given ${formatPercent(most)}`] : [])],
  };
}

function objectiveText({ quantile, limitMs }: LatencyObjective): string {
  return `${percentileName(quantile)} within ${limitMs} ms`;
}

/** Sizes have few different numbers of cores, and each is worked out once. */
function remembered<T>(of: (cores: number) => T): (cores: number) => T {
  const known = new Map<number, T>();
  return (cores) => {
    const found = known.get(cores) ?? of(cores);
    known.set(cores, found);
    return found;
  };
}
