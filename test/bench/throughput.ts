import { atLeast, type Bench, type Benchmark, type Findings, median, rounded } from './bench.ts';
import { runK6, runLoadtest } from './commands.ts';
import { type FastTarget, startNodeTarget, startTarget } from './target.ts';

const pairs = 3;
const goal = 1;

interface Measured {
  readonly requests: number;
  /** Share of both's CPU time that the target used. */
  readonly targetCpuShare: number;
}

/**
 * Requests that the target answered to `loadtest run` and to plain `k6 run`, one after the other, the order turned
 * round from pair to pair. The target shares the machine with k6; the less of it the target uses, the more of
 * the ratio is k6's own.
 */
export const throughput: Benchmark = {
  measures: 'requests completed by `loadtest run` over those of plain `k6 run`, same script and target',
  async run(bench) {
    const targets = [await startTarget(bench), await startNodeTarget()];
    const rows = [];
    for (const target of targets) {
      for (const vus of [20, 200]) rows.push(await comparePairs(bench, target, vus));
      await target.stop();
    }
    return {
      goals: rows.map(({ target, vus, ratio }) =>
        atLeast(`median ratio, ${vus} VUs, target in ${target}`, goal, ratio),
      ),
      figures: { rows },
    } satisfies Findings;
  },
};

async function comparePairs(bench: Bench, target: FastTarget, vus: number) {
  const variables = { TARGET_URL: target.url, VUS: String(vus), DURATION: bench.quick ? '3s' : '8s' };
  const plain = () => measure(target, () => runK6(bench, 'requests.js', variables));
  const ours = () => measure(target, () => runLoadtest(bench, 'requests.js', variables));
  const measured: { plain: Measured; ours: Measured }[] = [];
  for (let pair = 0; pair < pairs; pair++) {
    const first = await (pair % 2 === 0 ? plain : ours)();
    const second = await (pair % 2 === 0 ? ours : plain)();
    measured.push(pair % 2 === 0 ? { plain: first, ours: second } : { plain: second, ours: first });
    bench.say(`${target.language}, ${vus} VUs, pair ${pair + 1}: ${JSON.stringify(measured.at(-1))}`);
  }
  return {
    target: target.language,
    vus,
    ratio: rounded(median(measured.map(({ plain, ours }) => ours.requests / plain.requests))),
    k6Requests: measured.map(({ plain }) => plain.requests),
    loadtestRequests: measured.map(({ ours }) => ours.requests),
    targetCpuShare: rounded(median(measured.map(({ plain }) => plain.targetCpuShare))),
  };
}

async function measure(target: FastTarget, run: () => ReturnType<typeof runK6>): Promise<Measured> {
  const before = { requests: await target.answered(), cpuSeconds: target.cpuSeconds() };
  const { samples } = await run();
  const requests = (await target.answered()) - before.requests;
  const targetSeconds = target.cpuSeconds() - before.cpuSeconds;
  const generatorSeconds = Math.max(...samples.map(({ processes }) => sumOfCpu(processes)));
  return { requests, targetCpuShare: rounded(targetSeconds / (targetSeconds + generatorSeconds)) };
}

function sumOfCpu(processes: readonly { readonly cpuSeconds: number }[]): number {
  return processes.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
}
