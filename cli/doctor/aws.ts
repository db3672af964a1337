import type { Context } from '../../core/context.ts';
import { type IamPolicy, iamPolicy } from '../../runner/aws/iam-policy.ts';
import { loadConfig } from '../config/config.ts';
import type { Observer } from '../observers.ts';
import type { Finding } from '../screen/findings.ts';

/** What AWS lets the configured observers see, and the least policy for them; for all kinds where none is configured. */
export async function examineAws(
  ctx: Context,
  configFile: string | undefined,
): Promise<{ readonly findings: readonly Finding[]; readonly policy: IamPolicy }> {
  const { config } = await loadConfig(ctx, { file: configFile });
  const observers = config.observers.flatMap((observer) =>
    observer.type === 'cloudwatch' ? [observer] : [],
  );
  if (observers.length === 0) {
    const found = 'no observer reads from it; the policy below is for every kind of resource';
    return { findings: [{ name: 'aws', state: 'note', found }], policy: iamPolicy() };
  }
  const findings = await Promise.all(observers.map((observer) => findingsOf(ctx, observer)));
  return {
    findings: findings.flat(),
    policy: iamPolicy(observers.flatMap((observer) => Object.keys(observer))),
  };
}

async function findingsOf(
  ctx: Context,
  observer: Observer & { readonly type: 'cloudwatch' },
): Promise<Finding[]> {
  const { findResources } = await import('../../runner/observe/cloudwatch/find-resources.ts');
  const { probeCloudWatch } = await import('../../runner/observe/cloudwatch/probe.ts');
  const resources = await findResources(observer);
  const [first] = resources.flatMap(({ requests }) => requests);
  const failure = first && (await probeCloudWatch(ctx, observer, first));
  const reading: Finding = failure
    ? { name: 'cloudwatch', state: 'missing', found: 'metrics cannot be read', hint: failure.text }
    : { name: 'cloudwatch', state: 'ok', found: first ? 'metrics can be read' : 'there is nothing to read' };
  const looked = resources.map(({ name, kind, requests, absent, notes }): Finding => {
    if (absent !== undefined) return { name, state: 'missing', found: 'not found', hint: absent };
    const metrics = `${requests.length} ${requests.length === 1 ? 'metric' : 'metrics'}`;
    const found = kind === undefined ? metrics : `${metrics}; ${kind}`;
    if (notes.length === 0) return { name, state: 'ok', found };
    return { name, state: 'note', found, hint: notes.join('; ') };
  });
  return [reading, ...looked];
}
