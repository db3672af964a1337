import type { Context } from '../../core/context.ts';

const suffixLength = 4;

/** An id that sorts by the second and names the scenario: `20261123-153200-smoke-x7k2`. Times are UTC. */
export function createRunId(ctx: Pick<Context, 'now' | 'random'>, scenario: string): string {
  const [date = '', time = ''] = new Date(ctx.now()).toISOString().split('T');
  const suffix = Array.from({ length: suffixLength }, () => Math.floor(ctx.random() * 36).toString(36)).join(
    '',
  );
  const name = scenario.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${name}-${suffix}`;
}
