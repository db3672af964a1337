import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  bundleSchema,
  estimateSchema,
  jobsEstimateSchema,
  runPlanSchema,
  runResultSchema,
  seriesPointSchema,
} from '../../core/records/index.ts';

const page = readFileSync(new URL('../../docs/records.md', import.meta.url), 'utf8');

/** Every name of a property at any depth, but for those of k6's options, which are k6's own. */
function propertiesOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== 'properties') return propertiesOf(value);
    const { options, ...others } = value;
    return [
      ...Object.keys(value),
      ...propertiesOf(options?.items),
      ...Object.values(others).flatMap(propertiesOf),
    ];
  });
}

/** The page from a record's heading to the next record's. */
const sectionOf = (title: string) =>
  page.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '';

it.each([
  ['RunResult', runResultSchema, sectionOf('RunResult') + sectionOf('RunPlan')],
  ['RunPlan', runPlanSchema, sectionOf('RunPlan') + sectionOf('RunResult')],
  ['Bundle', bundleSchema, sectionOf('Bundle')],
  ['Series', seriesPointSchema, sectionOf('Series') + sectionOf('RunResult')],
  ['Estimate', estimateSchema, sectionOf('Estimate')],
  ['JobsEstimate', jobsEstimateSchema, sectionOf('JobsEstimate')],
])('docs/records.md explains every field of %s', (_, schema, section) => {
  const names = new Set(propertiesOf(z.toJSONSchema(schema)));
  names.delete('schemaVersion');
  expect(names.size).toBeGreaterThan(5);
  expect([...names].filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
});
