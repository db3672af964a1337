import { basename } from 'node:path';
import { atMost, type Bench, type Benchmark, type Findings, median, rounded } from './bench.ts';
import { runK6, runLoadtest } from './commands.ts';
import { startTarget } from './target.ts';
import type { Sample, Watched } from './watched.ts';

const vus = 20;
/** A heap between two collections is anywhere between its live part and its limit: medians over a window still vary. */
const maxGrowth = 1.15;
const mebibyte = 2 ** 20;
const windowMs = 20_000;

/** The kernel keeps this much of a process's name. */
const nameLength = 15;

/**
 * Resident memory of the generator's processes after a while and at the end of a long run at full speed: k6, its
 * supervisor and the command line with the coordinator in it. Plain k6, which keeps every sample, runs beside it.
 */
export const memory: Benchmark = {
  measures: 'resident memory of the generator at full speed, early in a run and at its end',
  async run(bench) {
    const [earlyMs, lastMs] = bench.quick ? [25_000, 60_000] : [30_000, 300_000];
    const target = await startTarget(bench);
    const variables = { TARGET_URL: target.url, VUS: String(vus), DURATION: `${lastMs / 1_000}s` };
    const read = async (run: () => Promise<Watched>) => {
      const before = await target.answered();
      const { samples } = await run();
      const requests = (await target.answered()) - before;
      return { requests, ...growthOf(bench, samples, earlyMs, lastMs) };
    };
    const loadtest = await read(() => runLoadtest(bench, 'requests.js', variables));
    bench.say(`loadtest run: ${JSON.stringify(loadtest)}`);
    const plainK6 = await read(() => runK6(bench, 'requests.js', variables));
    await target.stop();
    const { k6, commandLine } = loadtest;
    return {
      goals: [
        atMost(`k6 of loadtest, ${lastMs / 1_000} s over ${earlyMs / 1_000} s`, maxGrowth, k6.growth),
        atMost(`coordinator, ${lastMs / 1_000} s over ${earlyMs / 1_000} s`, maxGrowth, commandLine.growth),
      ],
      figures: { unit: 'MiB', vus, loadtest, plainK6: { requests: plainK6.requests, k6: plainK6.k6 } },
    } satisfies Findings;
  },
};

function growthOf(bench: Bench, samples: readonly Sample[], earlyMs: number, lastMs: number) {
  const k6Name = basename(bench.k6).slice(0, nameLength);
  const nodeName = basename(process.execPath);
  const root = samples[0]?.processes[0]?.pid;
  const growth = (isOne: (process: Sample['processes'][number]) => boolean) => {
    const at = (endMs: number) => {
      const near = samples.filter(({ atMs }) => atMs > endMs - windowMs && atMs <= endMs);
      return median(near.map(({ processes }) => (processes.find(isOne)?.memoryBytes ?? 0) / mebibyte));
    };
    const [early, last] = [at(earlyMs), at(lastMs)];
    return { early: rounded(early), last: rounded(last), growth: rounded(last / early) };
  };
  return {
    k6: growth(({ name }) => name === k6Name),
    supervisor: growth(({ name, pid }) => name === nodeName && pid !== root),
    commandLine: growth(({ pid }) => pid === root),
  };
}
