import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { LoadtestError } from '../../core/errors.ts';
import type { RunResult } from '../../core/records/index.ts';
import { formats } from '../../reports/formats.ts';
import { cloudWatchSource } from '../../runner/observe/cloudwatch/source.ts';
import { mergeObserved } from '../../runner/observe/merge-observed.ts';
import { judgeServersAgain } from '../../runner/result/judge-servers.ts';
import { writeWhole } from '../../runner/store/write-whole.ts';
import { type Results, reportOf } from '../results.ts';

/** Data of a run are complete after that long. */
const completeWithinMs = 10 * 60_000;

/**
 * Reads again what the configured historical sources have of a finished run, keeps what each series knows most of, and
 * judges the thresholds on servers again, and writes result and report anew. Throws `USAGE` where nothing is configured that could be read again.
 */
export async function fetchObserved(
  ctx: Context,
  results: Results,
  id: string,
  { wait, say }: { readonly wait: boolean; readonly say: (line: string) => void },
): Promise<RunResult> {
  const { store, config } = results;
  const observers = config.observers.flatMap((observer) =>
    observer.type === 'cloudwatch' ? [observer] : [],
  );
  if (observers.length === 0) {
    throw new LoadtestError('USAGE', 'no observer is configured that can be read after a run', {
      hint: 'name one with type "cloudwatch" under "observers"',
    });
  }
  const result = await store.readResult(id);
  const startedAtMs = Date.parse(result.startedAt);
  const read = await Promise.all(
    observers.map(async (observer) => {
      const waiting = { ...observer, waitMs: wait ? completeWithinMs : 0 };
      const source = cloudWatchSource(ctx, waiting, { onNote: say, earlier: result.observed });
      await source.start({ tMs: () => ctx.now() - startedAtMs });
      return source.finish({ startMs: Number.NEGATIVE_INFINITY, endMs: result.durationMs });
    }),
  );
  const observed = mergeObserved(result.observed, read.flat());
  const { serverThresholds } = await store.readPlan(id);
  const fetched = judgeServersAgain({ ...result, observed }, serverThresholds);
  await store.writeResult(fetched);
  const report = join(store.directory(id), `report.${formats.html.extension}`);
  await writeWhole(report, formats.html.render(await reportOf(results, fetched)));
  say(`read the servers of ${id} again`);
  return fetched;
}
