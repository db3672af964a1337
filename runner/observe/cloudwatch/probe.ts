import type { Context } from '../../../core/context.ts';
import { type AwsFailure, explainAwsFailure } from '../../aws/explain-failure.ts';
import { openCloudWatch } from './client.ts';
import type { CloudWatchObserver } from './cloudwatch-observer.ts';
import { placeOf } from './find-resources.ts';
import type { MetricRequest } from './metric-spec.ts';
import { planQueries } from './plan-queries.ts';

const minuteMs = 60_000;

/** Why metrics could not be read, found out by reading the last minute of one; `undefined` if they can. */
export async function probeCloudWatch(
  ctx: Pick<Context, 'now'>,
  observer: CloudWatchObserver,
  request: MetricRequest,
): Promise<AwsFailure | undefined> {
  const place = placeOf(observer);
  const cloudWatch = await openCloudWatch(ctx, place);
  try {
    const nowMs = ctx.now();
    for (const batch of planQueries([request], { startMs: nowMs - minuteMs, endMs: nowMs }, nowMs)) {
      await cloudWatch.getPage(batch);
    }
    return undefined;
  } catch (error) {
    return explainAwsFailure(error, 'cloudwatch:GetMetricData', place);
  } finally {
    cloudWatch.close();
  }
}
