import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { kubernetesConfigSchema } from '../../k8s/config.ts';
import { observerRights, type Right, runRights } from '../../k8s/manifests/role.ts';
import { runnerConfigShape } from '../../runner/config.ts';

const text = readFileSync(new URL('../../docs/kubernetes.md', import.meta.url), 'utf8');

describe('docs/kubernetes.md', () => {
  it('lists the rights that the Role grants, and no other', () => {
    const rows = [...text.matchAll(/^\| (core|`[\w.]+`) \| (`[\w/`, ]+) \| ([a-z, ]+) \| (.*) \|$/gm)];
    expect(rows.map(([row]) => row)).toEqual([...runRights, ...observerRights].map(rowOf));
  });

  it.each(Object.keys(kubernetesConfigSchema.shape))('explains the key %s', (key) => {
    expect(text).toMatch(new RegExp(`^\\|.*\`${key}\``, 'm'));
  });

  it('shows YAML that is right', () => {
    const schema = z.object({ targets: runnerConfigShape.targets, kubernetes: kubernetesConfigSchema });
    const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)];
    expect(examples).toHaveLength(2);
    for (const [, yaml = ''] of examples)
      expect(schema.safeParse(parse(yaml))).toMatchObject({ success: true });
  });
});

function rowOf({ apiGroup, resources, verbs, why }: Right): string {
  const group = apiGroup === '' ? 'core' : `\`${apiGroup}\``;
  return `| ${group} | ${resources.map((resource) => `\`${resource}\``).join(', ')} | ${verbs.join(', ')} | ${why} |`;
}
