import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { iamPolicy } from '../../runner/aws/iam-policy.ts';
import { resourceKeys } from '../../runner/observe/cloudwatch/cloudwatch-observer.ts';
import type { Preset } from '../../runner/observe/cloudwatch/metric-spec.ts';

const text = readFileSync(new URL('../../docs/observers.md', import.meta.url), 'utf8');
const directory = new URL('../../runner/observe/cloudwatch/presets/', import.meta.url);

describe('docs/observers.md', () => {
  it('lists every series of every preset with what it is read from', async () => {
    const modules = await Promise.all(
      readdirSync(directory).map(
        (file): Promise<Readonly<Record<string, Preset>>> => import(new URL(file, directory).href),
      ),
    );
    const presets = modules.flatMap((module) => Object.values(module));
    expect(presets.length).toBeGreaterThan(20);
    const rows = presets.map(({ namespace, dimensions, metrics }) => {
      const series = metrics.map(({ as, metric, stat }) => `\`${as}\` ${metric} ${stat}`);
      return `| ${namespace} by ${dimensions.join(', ')} | ${series.join(', ')} |`;
    });
    expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  });

  it('explains every key that names a resource', () => {
    expect(resourceKeys.filter((key) => !new RegExp(`^\\| .*\`${key}\``, 'm').test(text))).toEqual([]);
  });

  it('shows the policy that the example takes', () => {
    const [, policy = ''] = /```json\n([\s\S]*?)```/.exec(text) ?? [];
    expect(JSON.parse(policy)).toEqual(iamPolicy(['alb', 'ecs', 'rds']));
  });
});
