import { atMost, type Bench, type Benchmark, type Findings, median, rounded } from './bench.ts';
import { type LoadtestRun, runK6, runLoadtest } from './commands.ts';
import { startTarget } from './target.ts';
import { watchCommand } from './watched.ts';

const helpGoalMs = 150;
const overheadGoalMs = 300;

/**
 * Wall time of `loadtest --help`, with that of a Node program that does nothing beside it, and of a run of 5 s by
 * `loadtest run` less that by plain `k6 run`, one after the other. The parts of the former come from its records.
 */
export const startUp: Benchmark = {
  measures: 'wall time of `loadtest --help`, and of a 5 s `loadtest run` less that of plain `k6 run`',
  async run(bench) {
    const calls = bench.quick ? 5 : 15;
    const helpMs: number[] = [];
    const nodeMs: number[] = [];
    for (let call = 0; call < calls; call++) {
      nodeMs.push(await wallMs(bench, [process.execPath, '-e', '0']));
      helpMs.push(await wallMs(bench, [...bench.loadtest, '--help']));
    }
    const pairs = await runPairs(bench, bench.quick ? 2 : 5);
    const overheadMs = median(pairs.map(({ k6Ms, loadtest }) => loadtest.durationMs - k6Ms));
    const part = (name: keyof ReturnType<typeof partsOf>) =>
      Math.round(median(pairs.map(({ loadtest }) => partsOf(loadtest)[name])));
    return {
      goals: [
        atMost('loadtest --help, median', helpGoalMs, median(helpMs), ' ms'),
        atMost('loadtest run less k6 run, median', overheadGoalMs, overheadMs, ' ms'),
      ],
      figures: {
        emptyNodeMs: rounded(median(nodeMs)),
        helpMs: helpMs.map(Math.round),
        k6Ms: pairs.map(({ k6Ms }) => Math.round(k6Ms)),
        loadtestMs: pairs.map(({ loadtest }) => Math.round(loadtest.durationMs)),
        partsMs: {
          plan: part('planMs'),
          start: part('startMs'),
          load: part('loadMs'),
          finish: part('finishMs'),
        },
      },
    } satisfies Findings;
  },
};

async function wallMs(bench: Bench, command: readonly string[]): Promise<number> {
  return (await watchCommand(command, bench.scratch, bench.ctx.env)).durationMs;
}

async function runPairs(bench: Bench, count: number) {
  const target = await startTarget(bench);
  const variables = { TARGET_URL: target.url, VUS: '1', DURATION: '5s' };
  const pairs: { k6Ms: number; loadtest: LoadtestRun }[] = [];
  for (let pair = 0; pair < count; pair++) {
    const { durationMs: k6Ms } = await runK6(bench, 'requests.js', variables);
    const loadtest = await runLoadtest(bench, 'requests.js', variables);
    pairs.push({ k6Ms, loadtest });
    bench.say(`pair ${pair + 1}: k6 ${Math.round(k6Ms)} ms, loadtest ${JSON.stringify(partsOf(loadtest))}`);
  }
  await target.stop();
  return pairs;
}

/** Where the time of a run went: until the plan, until the unpause, the load itself, and what came after it. */
function partsOf({ startedAtMs, durationMs, plan, result }: LoadtestRun) {
  const plannedAtMs = Date.parse(plan.createdAt);
  const unpausedAtMs = Date.parse(result.startedAt);
  return {
    planMs: plannedAtMs - startedAtMs,
    startMs: unpausedAtMs - plannedAtMs,
    loadMs: Math.round(result.durationMs),
    finishMs: Math.round(startedAtMs + durationMs - unpausedAtMs - result.durationMs),
  };
}
