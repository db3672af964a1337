import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { configSchema } from '../../cli/config/schema.ts';
import { kubernetesConfigSchema } from '../../k8s/config.ts';
import { observerRights, type Right, runRights } from '../../k8s/manifests/role.ts';
import { kubernetesObserverSchema } from '../../k8s/observe/config.ts';

const text = readFileSync(new URL('../../docs/kubernetes.md', import.meta.url), 'utf8');

describe('docs/kubernetes.md', () => {
  it('lists the rights that the Role grants, and no other', () => {
    const rows = [...text.matchAll(/^\| (core|`[\w.]+`) \| (`[\w/`, ]+) \| ([a-z, ]+) \| (.*) \|$/gm)];
    expect(rows.map(([row]) => row)).toEqual([...runRights, ...observerRights].map(rowOf));
  });

  it.each([kubernetesConfigSchema, kubernetesObserverSchema].flatMap(({ shape }) => Object.keys(shape)))(
    'explains the key %s',
    (key) => {
      expect(text).toMatch(new RegExp(`^\\|.*\`${key}\``, 'm'));
    },
  );

  it('shows YAML that is right', () => {
    const examples = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)];
    expect(examples).toHaveLength(7);
    for (const [, yaml = ''] of examples)
      expect(configSchema.safeParse(parse(yaml))).toMatchObject({ success: true });
  });
});

function rowOf({ apiGroup, resources, verbs, why }: Right): string {
  const group = apiGroup === '' ? 'core' : `\`${apiGroup}\``;
  return `| ${group} | ${resources.map((resource) => `\`${resource}\``).join(', ')} | ${verbs.join(', ')} | ${why} |`;
}
