import { lookup } from 'node:dns/promises';
import type { Context } from '../core/context.ts';
import { decideGuard, type GuardFlags } from '../core/guard/policy.ts';
import type { GuardDecision } from '../core/records/index.ts';
import type { Config } from './config/schema.ts';

/** What a run with this configuration may dial; the names of targets without addresses are looked up. */
export async function guardOf(
  ctx: Context,
  { targets, errorStorm }: Pick<Config, 'targets' | 'errorStorm'>,
  flags: GuardFlags,
): Promise<GuardDecision> {
  const names = targets.filter(({ addresses }) => addresses === undefined).map(({ host }) => host);
  const resolved = await Promise.all(names.map(async (name) => [name, await addressesOf(name)] as const));
  return decideGuard({
    targets,
    resolved: Object.fromEntries(resolved),
    flags,
    ci: ctx.env.CI !== undefined && !['', '0', 'false'].includes(ctx.env.CI),
    errorStorm,
  });
}

/** Empty if the name does not resolve, which the guard reports with the target. */
async function addressesOf(name: string): Promise<readonly string[]> {
  const found = await lookup(name, { all: true }).catch(() => []);
  return found.map(({ address }) => address);
}
