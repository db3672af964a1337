import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { atMost, type Bench, type Benchmark, type Findings, rounded } from './bench.ts';
import { compile } from './compile.ts';
import { type Recording, recordPushes } from './pushes.ts';
import { simulateFleet } from './simulated-fleet.ts';

const token = 'bench';
const archiveBytes = 200_000;
/** A worker goes on to push until it is released. */
const spareSec = 10;
const mebibyte = 2 ** 20;

const startedSchema = z.object({ address: z.string() });
const endedSchema = z.object({
  phases: z.record(z.string(), z.number()),
  endedMs: z.number(),
  end: z.string(),
  startSkewMs: z.number().nullable(),
  lost: z.number(),
  pushes: z.number(),
  reasons: z.array(z.string()),
  rejected: z.number(),
  loadCpuSeconds: z.number(),
  cpuSeconds: z.number(),
  peakMemoryBytes: z.number(),
  longestPauseMs: z.number(),
});

/**
 * One whole run against one coordinator process: all workers register and fetch at once, wait at the barrier, beat and
 * push each second, and leave. They are simulated in this process, on another core, with bodies from a real k6. What
 * the run's validity says names what breaks first.
 */
export const fleet: Benchmark = {
  measures: 'a whole run of 1,000 and 5,000 simulated workers against one coordinator: registration to exit',
  async run(bench) {
    const loadSec = bench.quick ? 5 : 20;
    const recording = await recordPushes(bench, loadSec + spareSec);
    const program = await compile(bench, 'fleet-coordinator.ts');
    const rows = [];
    for (const workers of bench.quick ? [100, 1_000] : [20, 1_000, 5_000]) {
      const row = await runFleet(bench, program, { workers, loadMs: loadSec * 1_000, recording });
      bench.say(JSON.stringify(row));
      rows.push(row);
    }
    return {
      goals: rows.flatMap(({ workers, lost, refused }) => [
        atMost(`workers lost of ${workers}`, 0, lost),
        atMost(`requests refused, ${workers} workers`, 0, refused),
      ]),
      figures: { archiveBytes, loadSec, pushBytes: recording[loadSec]?.length, rows },
    } satisfies Findings;
  },
};

interface Setting {
  readonly workers: number;
  readonly loadMs: number;
  readonly recording: Recording;
}

async function runFleet({ say }: Bench, program: string, { workers, loadMs, recording }: Setting) {
  const args = [program, String(workers), token, String(loadMs), String(archiveBytes)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const messages: unknown[] = [];
  child.on('message', (message) => messages.push(message));
  const exited = once(child, 'exit');
  await once(child, 'message');
  const { address } = startedSchema.parse(messages[0]);
  say(`${workers} workers at ${address}`);
  const { refused } = await simulateFleet({ address, token, workers, loadMs, recording });
  await exited;
  const { phases, endedMs, peakMemoryBytes, longestPauseMs, loadCpuSeconds, cpuSeconds, ...ended } =
    endedSchema.parse(messages[1]);
  const { setup = Number.NaN, load = Number.NaN, teardown = Number.NaN } = phases;
  return {
    workers,
    readyMs: setup,
    unpauseMs: load - setup,
    loadMs: teardown - load,
    leaveMs: endedMs - teardown,
    ...ended,
    startSkewMs: ended.startSkewMs === null ? null : rounded(ended.startSkewMs),
    expectedPushes: workers * Math.round(loadMs / 1_000),
    refused,
    cpuCoresUnderLoad: rounded(loadCpuSeconds / ((teardown - load) / 1_000)),
    cpuSeconds: rounded(cpuSeconds),
    longestPauseMs: Math.round(longestPauseMs),
    peakMebibytes: Math.round(peakMemoryBytes / mebibyte),
  };
}
