import type { CloudWatchClient, GetMetricDataCommandOutput } from '@aws-sdk/client-cloudwatch';
import { ClockComparison } from '../../../core/clock-comparison.ts';
import type { Context } from '../../../core/context.ts';
import { type AwsPlace, clientSettings } from '../../aws/client-settings.ts';
import type { QueryBatch } from './plan-queries.ts';

/** What CloudWatch says of one query on one page; times in milliseconds since the epoch, in any order. */
export interface QueryResult {
  readonly id: string;
  readonly points: readonly (readonly [atMs: number, value: number])[];
  readonly status: 'Complete' | 'PartialData' | 'InternalError' | 'Forbidden';
}

/** One page of an answer. It may be empty and still have a next one. */
export interface MetricPage {
  readonly results: readonly QueryResult[];
  readonly nextToken?: string;
}

/** CloudWatch, as far as metrics are read from it. */
export interface CloudWatch {
  /** One page of a batch: the first, or the one that a token names. */
  getPage(batch: QueryBatch, token?: string): Promise<MetricPage>;
  /** Its clock less the wall clock of this machine. */
  readonly clock: ClockComparison;
  close(): void;
}

/** A client of CloudWatch, with the credentials that the SDK finds. */
export async function openCloudWatch(ctx: Pick<Context, 'now'>, place: AwsPlace): Promise<CloudWatch> {
  const { CloudWatchClient: Client, GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = new Client(clientSettings(place));
  const clock = new ClockComparison();
  noteDates(ctx, client, clock);
  return {
    clock,
    close: () => client.destroy(),
    async getPage({ span, queries }, token) {
      const output = await client.send(
        new GetMetricDataCommand({
          StartTime: new Date(span.startMs),
          EndTime: new Date(span.endMs),
          ScanBy: 'TimestampAscending',
          ...(token !== undefined && { NextToken: token }),
          MetricDataQueries: queries.map(({ id, periodMs, request }) => ({
            Id: id,
            MetricStat: {
              Metric: {
                Namespace: request.namespace,
                MetricName: request.metric,
                Dimensions: Object.entries(request.dimensions).map(([Name, Value]) => ({ Name, Value })),
              },
              Period: periodMs / 1_000,
              Stat: request.stat,
            },
          })),
        }),
      );
      return pageOf(output);
    },
  };
}

function pageOf({ MetricDataResults = [], NextToken }: GetMetricDataCommandOutput): MetricPage {
  const results = MetricDataResults.map(({ Id = '', Timestamps = [], Values = [], StatusCode }) => ({
    id: Id,
    points: Timestamps.flatMap((at, index): [number, number][] => {
      const value = Values[index];
      return value === undefined ? [] : [[at.getTime(), value]];
    }),
    status: StatusCode ?? 'Complete',
  }));
  return { results, ...(NextToken !== undefined && { nextToken: NextToken }) };
}

/** Has the client note the time that each answer says, whatever else it says. */
function noteDates(ctx: Pick<Context, 'now'>, client: CloudWatchClient, clock: ClockComparison): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const sentAtMs = ctx.now();
      const output = await next(args);
      const dateMs = dateOf(output.response);
      if (dateMs !== undefined) clock.heard(dateMs, sentAtMs, ctx.now());
      return output;
    },
    { step: 'deserialize', name: 'noteDates', priority: 'low' },
  );
}

/** The `Date` of an answer in milliseconds since the epoch, if it has one. */
function dateOf(response: unknown): number | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const dateMs = Date.parse(String(headers.date));
  return Number.isNaN(dateMs) ? undefined : dateMs;
}
