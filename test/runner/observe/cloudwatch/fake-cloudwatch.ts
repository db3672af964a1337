import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

const querySchema = z.object({
  Id: z.string(),
  MetricStat: z.object({
    Metric: z.object({
      Namespace: z.string(),
      MetricName: z.string(),
      Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
    }),
    Period: z.number(),
    Stat: z.string(),
  }),
});
type Query = z.infer<typeof querySchema>;

const requestSchema = z.object({
  StartTime: z.number(),
  EndTime: z.number(),
  NextToken: z.string().optional(),
  MetricDataQueries: z.array(querySchema),
});
export type FakeRequest = z.infer<typeof requestSchema>;

/** Values that a resource reported at one moment of true time. */
export interface Reported {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly atMs: number;
  readonly values: readonly number[];
}

export interface FakeSettings {
  /** True time; the clock of this CloudWatch is ahead of it. */
  now(): number;
  clockAheadMs?: number;
  /** How long after a period's end its values can be read. */
  lateMs?: number;
  /** Values on one page of an answer. */
  pageSize?: number;
  /** The first page of each answer holds nothing but a token. */
  isFirstPageEmpty?: boolean;
  order?: 'ascending' | 'descending';
  /** Requests are taken and never answered. */
  isSilent?: boolean;
  /** Errors that the next requests are answered with, one each. */
  errors?: { readonly status: number; readonly type: string; readonly message?: string }[];
  /** How often a metric ends in this state before it is complete. */
  states?: Record<string, { readonly status: 'InternalError' | 'Forbidden' | 'PartialData'; times: number }>;
}

export interface FakeCloudWatch {
  readonly url: string;
  readonly settings: FakeSettings;
  readonly requests: readonly FakeRequest[];
  /** Bytes of all answers. */
  readonly bytes: () => number;
  report(reported: Reported): void;
  close(): Promise<void>;
}

interface Page {
  readonly MetricDataResults: readonly {
    readonly Id: string;
    readonly Label: string;
    readonly Timestamps: readonly number[];
    readonly Values: readonly number[];
    readonly StatusCode: string;
  }[];
  readonly NextToken?: string;
}

const dayMs = 86_400_000;
const maxQueries = 500;

/**
 * CloudWatch at the edge, over real HTTP, with what emulators lack: percentiles of raw values, whole periods labelled
 * by their start, a start that is rounded down and an end that is excluded, late data, retention, pages that hold
 * nothing, partial data, throttling, an own clock.
 */
export async function startFakeCloudWatch(settings: FakeSettings): Promise<FakeCloudWatch> {
  const reported = new Map<string, Reported[]>();
  const requests: FakeRequest[] = [];
  let bytes = 0;
  const respond = (response: ServerResponse, status: number, body: unknown) => {
    const text = JSON.stringify(body);
    bytes += text.length;
    const date = new Date(settings.now() + (settings.clockAheadMs ?? 0)).toUTCString();
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', date }).end(text);
  };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (settings.isSilent) return;
      const error = settings.errors?.shift();
      if (error)
        return respond(response, error.status, { __type: error.type, message: error.message ?? error.type });
      if (request.headers['x-amz-target'] !== 'GraniteServiceVersion20100801.GetMetricData') {
        return respond(response, 400, { __type: 'UnknownOperationException' });
      }
      const asked = requestSchema.parse(JSON.parse(body));
      const fault = faultOf(asked);
      if (fault !== undefined) return respond(response, 400, { __type: 'ValidationError', message: fault });
      requests.push(asked);
      respond(response, 200, pageOf(asked, reported, settings));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    settings,
    requests,
    bytes: () => bytes,
    report(one) {
      const key = keyOf(one.namespace, one.metric, one.dimensions);
      const known = reported.get(key) ?? [];
      known.push(one);
      reported.set(key, known);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function faultOf({ MetricDataQueries: queries }: FakeRequest): string | undefined {
  if (queries.length > maxQueries) return `more than ${maxQueries} MetricDataQueries`;
  if (new Set(queries.map(({ Id }) => Id)).size < queries.length) return 'an Id stands twice';
  if (queries.some(({ Id }) => !/^[a-z]\w*$/.test(Id)))
    return 'an Id does not begin with a lower-case letter';
  const isPeriod = (seconds: number) =>
    [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);
  if (queries.some(({ MetricStat }) => !isPeriod(MetricStat.Period))) return 'a Period is none';
  return undefined;
}

function pageOf(
  asked: FakeRequest,
  reported: ReadonlyMap<string, readonly Reported[]>,
  settings: FakeSettings,
): Page {
  const { NextToken, MetricDataQueries } = asked;
  if (settings.isFirstPageEmpty && NextToken === undefined)
    return { MetricDataResults: [], NextToken: 'page-0' };
  const offset = Number(NextToken?.replace('page-', '') ?? 0);
  const size = settings.pageSize ?? 100_800;
  const all = MetricDataQueries.flatMap((query) => {
    const points = pointsOf(query, asked, reported, settings);
    return points.map((point) => ({ query, point }));
  });
  const some = all.slice(offset, offset + size);
  const hasMore = offset + size < all.length;
  const results = MetricDataQueries.flatMap((query) => {
    const points = some.filter((each) => each.query === query).map(({ point }) => point);
    const rest = hasMore && all.slice(offset + size).some((each) => each.query === query);
    const status = stateOf(query, settings) ?? (rest ? 'PartialData' : 'Complete');
    const isSilent = status === 'InternalError' || status === 'Forbidden';
    return {
      Id: query.Id,
      Label: query.MetricStat.Metric.MetricName,
      Timestamps: isSilent ? [] : points.map(([atMs]) => atMs / 1_000),
      Values: isSilent ? [] : points.map(([, value]) => value),
      StatusCode: status,
    };
  });
  return { MetricDataResults: results, ...(hasMore && { NextToken: `page-${offset + size}` }) };
}

function stateOf({ MetricStat }: Query, { states }: FakeSettings): string | undefined {
  const state = states?.[MetricStat.Metric.MetricName];
  if (!state || state.times <= 0) return undefined;
  state.times -= 1;
  return state.status;
}

/** The values of the periods asked for, on this CloudWatch's clock, the latest first as its default is. */
function pointsOf(
  { MetricStat: { Metric, Period, Stat } }: Query,
  { StartTime, EndTime }: FakeRequest,
  reported: ReadonlyMap<string, readonly Reported[]>,
  { now, clockAheadMs = 0, lateMs = 0, order = 'descending' }: FakeSettings,
): [number, number][] {
  const periodMs = Period * 1_000;
  const nowMs = now() + clockAheadMs;
  const ageMs = nowMs - StartTime * 1_000;
  if ((ageMs > 15 * dayMs && periodMs % 300_000 !== 0) || (ageMs > 63 * dayMs && periodMs % 3_600_000 !== 0))
    return [];
  const roundMs = ageMs > 63 * dayMs ? 3_600_000 : ageMs > 15 * dayMs ? 300_000 : Math.min(60_000, periodMs);
  const startMs = Math.floor((StartTime * 1_000) / roundMs) * roundMs;
  const dimensions = Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value]));
  const bins = new Map<number, number[]>();
  for (const each of reported.get(keyOf(Metric.Namespace, Metric.MetricName, dimensions)) ?? []) {
    const bin = Math.floor((each.atMs + clockAheadMs) / periodMs) * periodMs;
    const isVisible = bin + periodMs + lateMs <= nowMs;
    if (isVisible && bin >= startMs && bin < EndTime * 1_000)
      bins.set(bin, [...(bins.get(bin) ?? []), ...each.values]);
  }
  const sign = order === 'descending' ? -1 : 1;
  return [...bins]
    .sort(([a], [b]) => sign * (a - b))
    .map(([atMs, values]): [number, number] => [atMs, statisticOf(Stat, values)]);
}

/** A metric by its name and all of its dimensions, in whatever order. */
function keyOf(namespace: string, metric: string, dimensions: Readonly<Record<string, string>>): string {
  return JSON.stringify([namespace, metric, Object.entries(dimensions).sort()]);
}

function statisticOf(stat: string, values: readonly number[]): number {
  const sum = values.reduce((total, value) => total + value, 0);
  if (stat === 'Sum') return sum;
  if (stat === 'Average') return sum / values.length;
  if (stat === 'Minimum') return Math.min(...values);
  if (stat === 'Maximum') return Math.max(...values);
  if (stat === 'SampleCount') return values.length;
  const rank = Math.ceil((Number(stat.slice(1)) / 100) * values.length);
  return values.toSorted((a, b) => a - b)[Math.max(rank, 1) - 1] ?? Number.NaN;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
