import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunResult, SeriesPoint } from '../../core/records/index.ts';
import { compressJournal, Journal } from '../../runner/coordinator/journal.ts';
import { openStore, runFiles } from '../../runner/store/run-store.ts';
import { atMost, type Bench, type Benchmark, type Findings, median, rounded } from './bench.ts';
import { type LoadtestRun, runLoadtest } from './commands.ts';
import { startTarget } from './target.ts';
import { watchCommand } from './watched.ts';

const hourMs = 3_600_000;
const seriesCount = 20;
const secondMs = 1_000;
/** Seconds at either end of the short run that are not whole. */
const edgeSeconds = 2;

const goalMs = 1_000;
const goalBytes = 1_000_000;

/**
 * `loadtest report` of an hour's run with twenty client series. The seconds of a short real run, repeated, make the
 * hour: so its histograms are as wide as real ones.
 */
export const report: Benchmark = {
  measures: 'wall time and size of `loadtest report RUN -o report.html` for a run of one hour with 20 series',
  async run(bench) {
    const hour = await writeHour(bench, await seedRun(bench));
    const durationsMs: number[] = [];
    for (let call = 0; call < (bench.quick ? 2 : 5); call++) {
      const { durationMs } = await watchCommand(
        [...bench.loadtest, 'report', hour.id, '-o', 'report.html'],
        hour.cwd,
        bench.ctx.env,
      );
      durationsMs.push(durationMs);
      bench.say(`report written in ${Math.round(durationMs)} ms`);
    }
    const { size } = await stat(join(hour.cwd, 'report.html'));
    return {
      goals: [
        atMost('the whole command, median', goalMs, median(durationsMs), ' ms'),
        atMost('size', goalBytes, size, ' bytes'),
      ],
      figures: { durationsMs: durationsMs.map(Math.round), sizeBytes: size, points: hour.points },
    } satisfies Findings;
  },
};

async function seedRun(bench: Bench): Promise<LoadtestRun> {
  const target = await startTarget(bench);
  const run = await runLoadtest(bench, 'shop.js', { TARGET_URL: target.url, DURATION: '20s' });
  await target.stop();
  return run;
}

/** Writes the records of the hour into a directory with a store of its own. */
async function writeHour(bench: Bench, { plan, result, store }: LoadtestRun) {
  const cwd = join(bench.scratch, 'hour');
  await mkdir(cwd);
  const hour = openStore(join(cwd, '.loadtest/runs'));
  const directory = await hour.create({ ...plan, maxDurationMs: hourMs });
  await hour.writeResult(stretched(result));
  const series: SeriesPoint[] = [];
  for await (const point of store.readSeries(result.runId)) series.push(point);
  const journal = await Journal.create(join(directory, runFiles.journal));
  const points = repeated(series);
  await journal.append(points);
  await journal.close();
  await compressJournal(join(directory, runFiles.journal));
  return { cwd, id: result.runId, points: rounded(points.length) };
}

/** The seconds in the middle of the short run again and again, of twenty of its series, evenly picked. */
function repeated(series: readonly SeriesPoint[]): SeriesPoint[] {
  const bySeries = new Map<string, SeriesPoint[]>();
  for (const point of series) {
    const key = JSON.stringify([point.metric, point.tags]);
    bySeries.set(key, [...(bySeries.get(key) ?? []), point]);
  }
  const whole = [...bySeries.values()].filter((points) => points.length > edgeSeconds * 2);
  const chosen = Array.from(
    { length: seriesCount },
    (_, i) => whole[Math.floor((i * whole.length) / seriesCount)],
  );
  const seconds = Array.from({ length: hourMs / secondMs }, (_, second) => second);
  return seconds.flatMap((second) =>
    chosen.flatMap((points = []) => {
      const middle = points.slice(edgeSeconds, -edgeSeconds);
      const point = middle[second % middle.length];
      return point ? [{ ...point, tMs: second * secondMs }] : [];
    }),
  );
}

/** The result of the hour: its observed series are as long. */
function stretched(result: RunResult): RunResult {
  const observed = result.observed.map((series) => {
    const values = series.points.map(([, value]) => value);
    const points = Array.from({ length: hourMs / secondMs }, (_, second): [number, number | null] => [
      second * secondMs,
      values[second % values.length] ?? null,
    ]);
    return { ...series, points };
  });
  return { ...result, durationMs: hourMs, observed };
}
