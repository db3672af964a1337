import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { atLeast, atMost, type Bench, type Benchmark, type Findings, rounded } from './bench.ts';
import { compile } from './compile.ts';
import { type Recording, recordPushes } from './pushes.ts';
import { simulateWorkers } from './simulated-workers.ts';

const goalPerSec = 5_000;
const maxGrowth = 1.05;
const token = 'bench';
const mebibyte = 2 ** 20;

const startedSchema = z.object({ address: z.string() });
const usedSchema = z.object({
  cpuSeconds: z.number(),
  heapBytes: z.number(),
  series: z.number(),
  requests: z.number(),
  rejected: z.number(),
});

/**
 * Pushes that a coordinator, in a process of its own, takes in: a second of wall time and a second of CPU time, at full
 * speed. The bodies come from a real k6. The workers run in this process, on another core.
 */
export const coordinator: Benchmark = {
  measures:
    'pushes a coordinator takes in on one core, bodies recorded from a real k6, and its heap after a collection',
  async run(bench) {
    const recording = await recordPushes(bench, 20);
    const sizes = recording.map(({ length }) => length);
    bench.say(`recorded ${recording.length} pushes of up to ${Math.max(...sizes)} bytes`);
    const program = await compile(bench, 'coordinator-process.ts');
    const rows = [];
    for (const [workers, beats] of [
      [20, false],
      [5_000, false],
      [5_000, true],
    ] as const) {
      const row = await load(bench, program, { workers, beats, recording });
      bench.say(JSON.stringify(row));
      rows.push(row);
    }
    return {
      goals: rows.flatMap(({ workers, heartbeats, pushesPerCpuSec, heapGrowth }) => {
        const setting = `${workers} workers${heartbeats ? ' with heartbeats' : ''}`;
        return [
          atLeast(`pushes per CPU second, ${setting}`, goalPerSec, pushesPerCpuSec),
          atMost(`heap, end over a third of the time, ${setting}`, maxGrowth, heapGrowth),
        ];
      }),
      figures: { recorded: { pushes: recording.length, lastBytes: sizes.at(-1) }, rows },
    } satisfies Findings;
  },
};

interface Setting {
  readonly workers: number;
  readonly beats: boolean;
  readonly recording: Recording;
}

async function load(bench: Bench, program: string, { workers, beats, recording }: Setting) {
  const args = ['--expose-gc', program, String(workers), token];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [started] = await once(child, 'message');
  const { address } = startedSchema.parse(started);
  const simulated = await simulateWorkers({ address, token, workers, recording, beats });
  const partMs = bench.quick ? 4_000 : 20_000;
  const readings = [];
  for (let part = 0; part < 4; part++) {
    const pushes = simulated.pushes;
    readings.push({ atMs: performance.now(), pushes, used: await usage(child) });
    if (part < 3) await bench.ctx.sleep(partMs);
  }
  simulated.stop();
  child.disconnect();
  await once(child, 'exit');
  const [, early, , last] = readings;
  if (!early || !last) throw new Error('the coordinator told nothing');
  const pushes = last.pushes - early.pushes;
  return {
    workers,
    heartbeats: beats,
    pushesPerSec: rounded(pushes / ((last.atMs - early.atMs) / 1_000)),
    pushesPerCpuSec: rounded(pushes / (last.used.cpuSeconds - early.used.cpuSeconds)),
    refused: simulated.refused + last.used.rejected,
    series: last.used.series,
    heapMebibytes: rounded(last.used.heapBytes / mebibyte),
    heapGrowth: rounded(last.used.heapBytes / early.used.heapBytes),
  };
}

async function usage(child: ChildProcess) {
  child.send('usage');
  const [used] = await once(child, 'message');
  return usedSchema.parse(used);
}
