import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createContext } from '../../cli/context.ts';
import { coordinate } from '../../runner/coordinator/coordinator.ts';
import { Journal } from '../../runner/coordinator/journal.ts';
import { defaultDeadlines } from '../../runner/coordinator/session.ts';
import { buildResult } from '../../runner/result/build-result.ts';
import { planOf } from '../runner/plan/plan-fixture.ts';

/**
 * One whole run of many workers in a process of its own, as in the coordinator's pod: tells its address, and at the end
 * how the run went and what it cost.
 */
const workers = Number(process.argv[2]);
const token = process.argv[3] ?? '';
const loadMs = Number(process.argv[4]);
const archive = new Uint8Array(Number(process.argv[5]));

const scratch = await mkdtemp(join(tmpdir(), 'loadtest-bench-'));
const journal = await Journal.create(join(scratch, 'series.ndjson'));
const plan = planOf({ vus: workers, duration: `${loadMs}ms` }, { workers, backend: 'k8s' });
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const beganMs = performance.now();
const phases: Record<string, number> = {};
const startCpu = process.cpuUsage();
let loadCpu = startCpu;

const outcome = await coordinate({
  ctx: createContext(),
  plan,
  archive,
  sourceRoot: '/',
  host: '127.0.0.1',
  token,
  journal,
  deadlines: { ...defaultDeadlines, readyMs: 300_000 },
  stop: new AbortController().signal,
  launch: (address) => process.send?.({ address }),
  onUnpause: () => undefined,
  onLive({ phase }) {
    if (phases[phase] === undefined && phase === 'load') loadCpu = process.cpuUsage();
    if (phases[phase] === undefined && phase === 'teardown') loadCpu = process.cpuUsage(loadCpu);
    phases[phase] ??= Math.round(performance.now() - beganMs);
  },
});
const endedMs = Math.round(performance.now() - beganMs);
const generator = { cpus: 1, memoryBytes: 1, platform: 'simulated', busyShare: undefined };
const { validity, startSkewMs, end } = buildResult({
  plan,
  outcome,
  observed: [],
  commands: [],
  generator,
  sourceRoot: '/',
  cwd: '/',
});
process.send?.({
  phases,
  endedMs,
  end: end.message === undefined ? end.by : `${end.by}: ${end.message}`,
  startSkewMs,
  lost: outcome.workers.filter(({ lost }) => lost !== undefined).length,
  pushes: outcome.workers.reduce((sum, worker) => sum + worker.pushes, 0),
  reasons: validity.reasons.map(({ code, message }) => `${code}: ${message}`),
  rejected: outcome.rejected,
  loadCpuSeconds: (loadCpu.user + loadCpu.system) / 1e6,
  cpuSeconds: (process.cpuUsage(startCpu).user + process.cpuUsage(startCpu).system) / 1e6,
  peakMemoryBytes: process.resourceUsage().maxRSS * 1_024,
  longestPauseMs: delay.max / 1e6,
});
await journal.close();
await rm(scratch, { recursive: true });
process.disconnect();
