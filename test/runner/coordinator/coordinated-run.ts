import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import type { RunPhase } from '../../../core/active-run.ts';
import type { K6Options } from '../../../core/records/index.ts';
import { coordinate } from '../../../runner/coordinator/coordinator.ts';
import { Journal } from '../../../runner/coordinator/journal.ts';
import type { RunOutcome } from '../../../runner/coordinator/outcome.ts';
import { type Deadlines, defaultDeadlines } from '../../../runner/coordinator/session.ts';
import type { WorkerRegistry } from '../../../runner/coordinator/worker-registry.ts';
import type { PlanInput } from '../../../runner/plan/plan-run.ts';
import { planOf } from '../plan/plan-fixture.ts';
import { makeContext } from '../test-context.ts';
import { type Behaviour, FakeWorker } from './fake-worker.ts';

export interface Arrangement {
  readonly workers?: readonly (Behaviour | undefined)[];
  readonly options?: K6Options;
  readonly plan?: Partial<PlanInput>;
  readonly deadlines?: Partial<Deadlines>;
  /** Called at each change of phase and each second. */
  readonly onPhase?: (phase: RunPhase, scene: Scene) => void;
}

export interface Scene {
  readonly workers: readonly FakeWorker[];
  readonly registry: WorkerRegistry | undefined;
  readonly address: string;
  stop(reason: string): void;
}

const scratch: string[] = [];

afterEach(async () => {
  for (const directory of scratch.splice(0)) await rm(directory, { recursive: true });
});

/** Runs a plan on fake workers, one for each behaviour; `undefined` never registers. */
export async function run(
  arrangement: Arrangement,
): Promise<RunOutcome & { calls: string[][]; phases: RunPhase[] }> {
  const { workers: behaviours = [{ loadMs: 300 }], onPhase, deadlines } = arrangement;
  const directory = await mkdtemp(join(tmpdir(), 'loadtest-coordinate-'));
  scratch.push(directory);
  const stop = new AbortController();
  const workers = behaviours.map((behaviour, index) => new FakeWorker(index, behaviour));
  const scene: Scene & { registry: WorkerRegistry | undefined; address: string } = {
    workers,
    registry: undefined,
    address: '',
    stop: (reason) => stop.abort(reason),
  };
  const phases: RunPhase[] = [];
  const journal = await Journal.create(join(directory, 'series.ndjson'));
  const outcome = await coordinate({
    ctx: makeContext(),
    plan: planOf(arrangement.options ?? { vus: 1, duration: '10s' }, {
      workers: workers.length,
      ...arrangement.plan,
    }),
    archive: new Uint8Array(),
    sourceRoot: '/scenarios',
    host: '127.0.0.1',
    token: 'token',
    journal,
    deadlines: { ...defaultDeadlines, ...deadlines },
    stop: stop.signal,
    launch(address, registry) {
      Object.assign(scene, { address, registry });
      workers.forEach((worker, i) => {
        if (behaviours[i]) void worker.start(address).catch(() => undefined);
      });
    },
    onUnpause: () => undefined,
    onLive({ phase }) {
      if (phases.at(-1) !== phase) phases.push(phase);
      onPhase?.(phase, scene);
    },
  });
  await journal.close();
  for (const worker of workers) worker.close();
  return { ...outcome, phases, calls: workers.map(({ calls }) => calls) };
}
