import type { Context } from '../../core/context.ts';
import { planObjects, type RunObjects } from '../../k8s/manifests/plan-objects.ts';
import { probePlan } from '../../k8s/probe-plan.ts';
import { loadPrograms } from '../../k8s/programs.ts';
import type { Config } from '../config/schema.ts';
import { createRunId } from '../run/run-id.ts';

/** The objects of a run of so many workers that sends nothing. */
export async function probeObjects(
  ctx: Context,
  namespace: string,
  { kubernetes, workers }: Pick<Config, 'kubernetes' | 'workers'>,
): Promise<RunObjects> {
  const plan = probePlan(createRunId(ctx, 'probe'), new Date(ctx.now()).toISOString(), workers);
  return planObjects(plan, {
    kubernetes,
    namespace,
    token: 'probe',
    variables: {},
    archiveDigest: '',
    sourceRoot: '',
    cwd: '',
    programs: await loadPrograms(),
  });
}
