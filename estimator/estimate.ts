import {
  type Estimate,
  type Measurements,
  type Rejection,
  type RunResult,
  type SizingOption,
  schemaVersion,
} from '../core/records/index.ts';
import { assumptionsOf, warningsOf } from './assumptions.ts';
import { databaseQueue } from './back-end/database-queue.ts';
import { backEndsOf, resourcesBehind, type StatedBackEnds } from './back-end/stated-back-ends.ts';
import { type ConnectionSite, connectionSite } from './connections/connection-site.ts';
import type { StatedConnections } from './connections/stated-connections.ts';
import { measureDemand } from './demand/measure-demand.ts';
import { type Deployment, defaultDeployment } from './deployment.ts';
import { type Evidence, type EvidenceOptions, evidenceOf, type Measured } from './evidence/evidence.ts';
import { assumptionsOfTables } from './evidence/tables.ts';
import { gradeOf } from './grade.ts';
import { commitmentOf, planMonths, weekRecord } from './month/plan-months.ts';
import type { PlatformName } from './platform-names.ts';
import type { InstanceType } from './prices/hardware.ts';
import type { PriceBook } from './prices/price-book.ts';
import { refusal } from './refuse.ts';
import { type Stated, utilisationRuleOf } from './safe-utilisation/utilisation-rule.ts';
import { currentSize, type StatedSize } from './sizing/current-size.ts';
import { measuredSize } from './sizing/measured-size.ts';
import { sizeOptions } from './sizing/options.ts';
import type { Site } from './sizing/site.ts';
import { flatWeek, type Traffic } from './traffic/week.ts';
import type { UncertainLoad } from './uncertainty/draws.ts';
import { drawCount } from './uncertainty/latin-hypercube.ts';
import { tornadoOf } from './uncertainty/uncertain-options.ts';

export interface EstimateOptions extends EvidenceOptions, Stated {}

export interface EstimateInput extends StatedBackEnds {
  /** The runs and tables to estimate from, at least one. */
  readonly measured: readonly Measured[];
  /** The design load in requests (not iterations) a second, and the sentences that lead to it. */
  readonly workload: { readonly requestsPerSec: number; readonly derivation: readonly string[] };
  /** Where it is to run, as AWS names it: `ap-northeast-1`. */
  readonly region: string;
  readonly priceBook: PriceBook;
  /** The instance types that platforms on EC2 choose from. */
  readonly hardware: readonly InstanceType[];
  /** ECS Fargate alone unless given. */
  readonly platforms?: readonly PlatformName[];
  readonly deployment?: Deployment;
  /** What is sized instead of requests; the workload is then that of `connectionLoad`. */
  readonly connections?: StatedConnections;
  /** The design load at all times unless given. */
  readonly traffic?: Traffic;
  /** The ranges of the workload, where it has some. */
  readonly uncertainLoad?: UncertainLoad;
  /** Discount of a Savings Plan on compute, 0–1. */
  readonly commitmentDiscount?: number;
  /** What runs now, to be compared with what is proposed. */
  readonly current?: StatedSize;
  /** Milliseconds since the epoch, for the age of run and prices. */
  readonly nowMs: number;
  readonly options?: EstimateOptions;
}

/** The estimate of one run alone. */
export function estimateFromRun(
  input: Omit<EstimateInput, 'measured'> & {
    readonly result: RunResult;
    readonly measurements: Measurements;
  },
): Estimate {
  const { result, measurements, ...others } = input;
  return estimateFrom({ ...others, measured: [{ result, measurements }] });
}

/**
 * From runs, tables and a workload to sizes, counts and the monthly bill. Pure. Throws ESTIMATE_REFUSED where they do not
 * carry an estimate, PRICE_NOT_FOUND for a region without prices.
 */
export function estimateFrom(input: EstimateInput): Estimate {
  const { workload, region, priceBook, options = {} } = input;
  const { requestsPerSec } = workload;
  if (!(requestsPerSec > 0 && Number.isFinite(requestsPerSec))) {
    throw refusal(
      `the workload must have > 0 requests/s, got ${requestsPerSec}`,
      'give users and their request rate',
    );
  }
  const { evidence, demand, deployment, connections } = measuredFor(input);
  const { results } = connections ? { results: [] } : evidence;
  const { measurements } = evidence;
  const traffic = input.traffic ?? flatWeek(requestsPerSec);
  const place = { requestsPerSec, traffic, priceBook, region, hardware: input.hardware };
  const backEnds = backEndsOf(input, measurements, place);
  const { rule, safeUtilisation, measuredUtilisation, latencyOf } = utilisationRuleOf(
    {
      ...{ evidence: { ...evidence, results }, demand },
      behind: connections ? null : databaseQueue(backEnds),
    },
    options,
  );
  const site: Site = {
    ...place,
    ...backEnds,
    demand,
    safeUtilisation,
    measuredArchitecture: evidence.architecture,
    deployment,
    connections,
  };
  const { candidates, rejected, prices } = sizeOptions(site, input.platforms ?? ['ecs-fargate']);
  refuseNone(candidates, rejected);
  const planned = planMonths(site, candidates, input.uncertainLoad);
  const sized = planned.map(({ option }) => option);
  const recommended = recommend(sized, rule);
  const chosen = recommended === null ? undefined : planned[recommended];
  const compared = input.current && currentSize(site, input.current, { prices, proposed: chosen });
  const { uncertainLoad, commitmentDiscount, nowMs } = input;
  return {
    schemaVersion,
    kind: demand.evidence.fit === null ? 'single-load' : 'several-loads',
    runId: evidence.results[0]?.runId ?? null,
    sources: [...measurements.sources],
    scenario: scenarioOf(measurements),
    region,
    workload: { requestsPerSec, derivation: [...workload.derivation] },
    connections,
    week: weekRecord(site.traffic, chosen?.scaled ?? null),
    demand,
    rule,
    latency: chosen && chosen.option.unit !== 'concurrency' ? latencyOf(chosen.plan.cores) : [],
    options: sized,
    rejected: [...rejected],
    recommended,
    draws: drawCount,
    tornado: chosen?.drawn ? namedInputs(tornadoOf(site, chosen.drawn, uncertainLoad), connections) : [],
    confidence: gradeOf({
      ...{ evidence, demand, rule, prices, nowMs },
      option: chosen?.option,
      load: connections ? 'open connections' : 'users',
      hasRanges: uncertainLoad !== undefined,
    }),
    commitment: chosen && commitmentDiscount !== undefined ? commitmentOf(chosen, commitmentDiscount) : null,
    current: compared?.current ?? null,
    measuredSize: measuredSize(site, evidence, measuredUtilisation),
    assumptions: [...assumptionsOf(site, prices), ...assumptionsOfTables(evidence, rule)],
    prices: [...(compared?.prices ?? prices)],
    warnings: warningsOf({
      ...{ evidence, requestsPerSec, rule, demand, connections, backEnds, recommended },
      deployment: site.deployment,
    }),
  };
}

/** Connections are drawn as users, and named as what they are. */
function namedInputs(
  tornado: Estimate['tornado'],
  connections: Estimate['connections'],
): Estimate['tornado'] {
  if (!connections) return tornado;
  return tornado.map((each) =>
    each.input === 'concurrentUsers' ? { ...each, input: 'open connections' } : each,
  );
}

function refuseNone(candidates: readonly unknown[], rejected: readonly Rejection[]): void {
  const last = rejected.at(-1);
  if (candidates.length > 0 || !last) return;
  throw refusal(
    `no size can carry this, ${last.platform} with ${last.size} neither: ${last.reason}`,
    last.fix ?? 'allow more time or a higher utilisation, give sidecars less, or name other platforms',
  );
}

/** What runs and tables say of requests, or of the connections that are to be held instead. */
function measuredFor(input: EstimateInput): Omit<ConnectionSite, 'connections'> & Pick<Site, 'connections'> {
  const { connections, options = {} } = input;
  const behind = resourcesBehind(input);
  const evidence = evidenceOf(input.measured, { ...options, behind });
  const asked = { ...options, behind, cores: evidence.serverCores };
  const stated = input.deployment ?? defaultDeployment;
  refuseOneZone(stated);
  if (!connections) {
    const demand = measureDemand(evidence.measurements, asked);
    return { evidence, demand, deployment: deploymentOf(evidence, stated), connections: null };
  }
  if (options.slo)
    throw refusal(
      'a latency objective is one of requests, and open connections are sized here',
      'leave slo out, and say with --utilisation how far a task may be used',
    );
  return connectionSite(connections, { evidence, deployment: stated }, asked);
}

/** The deployment, with the sizes of answers and requests that the runs counted where none are stated. */
function deploymentOf({ responseBytes, requestBytes }: Evidence, stated: Deployment): Deployment {
  return {
    ...stated,
    responseBytes: stated.responseBytes ?? responseBytes,
    requestBytes: stated.requestBytes ?? requestBytes,
  };
}

function refuseOneZone({ redundancy, zones }: Deployment): void {
  if (redundancy === 'az-loss' && zones < 2)
    throw refusal(`the loss of a zone cannot be survived in ${zones}`, 'give at least two zones');
}

/** The scenarios of the runs; the names of the tables where there is none. */
function scenarioOf({ sources }: Measurements): string {
  const scenarios = sources.flatMap(({ scenario }) => scenario ?? []);
  return [...new Set(scenarios.length > 0 ? scenarios : sources.map(({ id }) => id))].join(', ');
}

/**
 * The cheapest on the measured architecture that needs no further test. Without a latency objective it has a whole vCPU if
 * there is one: a smaller task serves each request more slowly than the run saw, and nobody has said that it may.
 */
function recommend(options: readonly SizingOption[], { objectives }: Estimate['rule']): number | null {
  const carried = options.filter(
    ({ architectureMeasured, extrapolation }) => architectureMeasured && extrapolation.level !== 'needs-test',
  );
  const mayBeSlower = objectives.length > 0;
  const chosen = carried.find(({ vcpu }) => mayBeSlower || vcpu >= 1) ?? carried[0];
  return chosen ? options.indexOf(chosen) : null;
}
