import { LoadtestError } from '../../core/errors.ts';
import type { StatedSize } from '../../estimator/index.ts';
import type { Config } from '../config/schema.ts';

type Current = NonNullable<Config['current']>;

/** What runs now, as the configuration says it; `undefined` where it says nothing, or names a service to be looked up. */
export function givenSize(current: Current | undefined): StatedSize | undefined {
  const { platform = 'ecs-fargate', size, tasks, architecture } = current ?? {};
  if (size === undefined || tasks === undefined) return undefined;
  return { platform, size, tasks, architecture, source: 'given' };
}

/** What runs now: as given, or else what the ECS service is made of at this moment. Throws AWS_FAILED where that cannot be read. */
export async function readSize(
  current: Current | undefined,
  { region, nowMs }: { readonly region: string; readonly nowMs: number },
): Promise<StatedSize | undefined> {
  const given = givenSize(current);
  if (given || !current?.ecs) return given;
  const { findEcsService } = await import('../../runner/observe/cloudwatch/resources/ecs.ts');
  const [found] = await findEcsService({ region }, current.ecs);
  const { name = 'the service', capacity = {}, count, architecture, absent, notes = [] } = found ?? {};
  const { cores, memoryBytes } = capacity;
  if (cores === undefined || memoryBytes === undefined || count === undefined || count === 0) {
    const why = absent ?? notes[0] ?? (count === 0 ? 'it runs no task' : 'its size is not known');
    throw new LoadtestError('AWS_FAILED', `what runs as ${name} cannot be read: ${why}`, {
      hint: 'give it with --current-size and --current-tasks',
    });
  }
  return {
    platform: 'ecs-fargate',
    size: `${cores} vCPU, ${memoryBytes / 2 ** 30} GB`,
    tasks: count,
    architecture,
    source: `${name}, read ${new Date(nowMs).toISOString().slice(0, 10)}`,
  };
}
