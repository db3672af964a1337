import { LoadtestError } from '../errors.ts';
import { mergeHistograms } from '../histogram.ts';
import {
  type DroppedBin,
  type LoadModel,
  type MeasuredStep,
  type MeasurementBin,
  type Measurements,
  type RunResult,
  type SeriesPoint,
  type Served,
  schemaVersion,
} from '../records/index.ts';
import { type BinGrid, binGrid } from './bin-grid.ts';
import { type ClientBin, ClientBins } from './client-bins.ts';
import { ClientConnections } from './client-connections.ts';
import { type Candidate, dropReason, loadWindows, windowOf } from './drop-reason.ts';
import { ownThroughput } from './measures.ts';
import { readWithin, toMeasuredResource, usageOver, type Watched, watchedResources } from './watched.ts';

export interface MeasurementOptions {
  /** The resources to measure, by name; all unless given. Bins are as long as the coarsest of these is read. */
  readonly resources?: readonly string[];
  /** The resource whose own count of requests is the total throughput, or `clients`; the only one that has one. */
  readonly throughputFrom?: string;
  /** Time from the unpause that is left out; 3 s unless given. */
  readonly warmUpMs?: number;
}

const defaultWarmUpMs = 3_000;

/** The trends that measurements are made of. */
export const measuredTrends: readonly string[] = ['http_req_duration', 'ws_session_duration'];

/** Reasons of validity that make a response longer on the generator's side. */
const busyReasons: ReadonlySet<string> = new Set(['generator-cpu', 'host-cpu', 'generator-throttled']);

/** What `throughputFrom` says for k6's own count. */
const clients = 'clients';

/**
 * What a run measured, in bins of its servers' sources: throughput and use of the same time, with the bins left out
 * that say nothing about steady load, and why. `series` are the run's client series. Throws USAGE for a resource that
 * the run did not observe.
 */
export async function toMeasurements(
  result: RunResult,
  series: Iterable<SeriesPoint> | AsyncIterable<SeriesPoint>,
  options: MeasurementOptions = {},
): Promise<Measurements> {
  const resources = watchedResources(result, options.resources);
  refuseUnknown(result, resources, options.resources ?? []);
  const grid = binGrid(resources);
  const read = readWithin(resources, grid.periodMs);
  const clients = new ClientBins(grid);
  const connections = new ClientConnections(result.steps);
  for await (const point of series) {
    clients.add(point);
    connections.add(point);
  }
  const counter = counterOf(result, resources, options.throughputFrom);
  const bins: MeasurementBin[] = [];
  const dropped: DroppedBin[] = [];
  const windows = loadWindows(result);
  for (const client of clients.bins(result.durationMs)) {
    const candidate = candidateOf(client, grid, read, counter);
    const window = windowOf(windows, candidate);
    const held = connections.between(candidate.startMs, candidate.endMs);
    const bin = { ...toBin(candidate, window?.step ?? null), ...(held && { connections: held }) };
    const reason = dropReason(candidate, window, read, options.warmUpMs ?? defaultWarmUpMs);
    if (reason === undefined) bins.push(bin);
    else dropped.push({ ...bin, reason });
  }
  return {
    schemaVersion,
    sources: [
      {
        kind: 'run',
        id: result.runId,
        scenario: result.scenario,
        startedAt: result.startedAt,
        loadModel: result.loadModel,
        validity: result.validity.level,
        generatorWasBusy: result.validity.reasons.some(({ code }) => busyReasons.has(code)),
        throughputFrom: counter?.name ?? null,
      },
    ],
    resources: resources.map(toMeasuredResource),
    bins,
    dropped,
    steps: toMeasuredSteps(result),
  };
}

/** Who counted the requests: of several resources that did nobody, unless one is named. Throws USAGE for another one. */
function counterOf(
  { runId }: RunResult,
  resources: readonly Watched[],
  named: string | undefined,
): Watched | undefined {
  const counters = resources.filter(({ use }) => (use.get(ownThroughput) ?? []).length > 0);
  if (named === undefined) return counters.length === 1 ? counters[0] : undefined;
  const found = counters.find(({ name }) => name === named);
  if (found || named === clients) return found;
  throw new LoadtestError('USAGE', `run ${runId} has no count of requests by "${named}"`, {
    hint: `name one of ${[clients, ...counters.map(({ name }) => name)].join(', ')}`,
  });
}

function refuseUnknown(result: RunResult, found: readonly Watched[], asked: readonly string[]): void {
  const unknown = asked.filter((name) => !found.some((resource) => resource.name === name));
  if (unknown.length === 0) return;
  const names = watchedResources(result).map(({ name }) => `"${name}"`);
  throw new LoadtestError(
    'USAGE',
    `run ${result.runId} did not observe ${unknown.map((name) => `"${name}"`).join(', ')}`,
    {
      hint:
        names.length > 0 ? `it observed ${names.join(', ')}` : 'it observed no server: configure observers',
    },
  );
}

function candidateOf(
  client: ClientBin,
  { phaseMs, periodMs }: BinGrid,
  resources: readonly Watched[],
  counter: Watched | undefined,
): Candidate {
  const startMs = phaseMs + client.index * periodMs;
  const endMs = startMs + periodMs;
  const used = Object.fromEntries(
    resources.map((resource) => [resource.name, usageOver(resource, startMs, endMs)]),
  );
  const counted = counter && { counted: used[counter.name]?.[ownThroughput] ?? null };
  return { startMs, endMs, client, used, ...counted };
}

function toBin({ startMs, endMs, client, used, counted }: Candidate, step: number | null): MeasurementBin {
  return {
    source: 0,
    startMs,
    durationMs: endMs - startMs,
    step,
    total: typeof counted === 'number' ? atThroughput(client.total, counted) : client.total,
    requests: client.requests,
    used,
  };
}

/** The same with the throughput that the servers' side counted over the same bin. */
function atThroughput(served: Served, throughputPerSec: number): Served {
  const { concurrency } = served;
  const meanSec = concurrency === null ? null : concurrency / served.throughputPerSec;
  return { ...served, throughputPerSec, concurrency: meanSec === null ? null : throughputPerSec * meanSec };
}

function toMeasuredSteps({ steps }: RunResult): MeasuredStep[] {
  return [...new Set(steps.map(({ index }) => index))].map((index) => {
    const rows = steps.filter((step) => step.index === index);
    const models = [...new Set(rows.map(({ model }) => model))];
    const [only] = models;
    const model: LoadModel | null = models.length === 1 ? (only ?? null) : 'mixed';
    return {
      source: 0,
      index,
      model,
      target: models.length === 1 ? rows.reduce((sum, { target }) => sum + target, 0) : null,
      duration: rows.map(({ duration }) => duration.histogram).reduce(mergeHistograms),
    };
  });
}
