import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);

/** Where a file of this repository is. */
export const pathOf = (path: string) => fileURLToPath(new URL(path, root));

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const stepSchema = z
  .strictObject({
    id: z.string().optional(),
    name: z.string().optional(),
    if: z.string().optional(),
    uses: z.string().optional(),
    with: texts.optional(),
    run: z.string().optional(),
    shell: z.literal('bash').optional(),
    env: texts.optional(),
    'working-directory': z.string().optional(),
  })
  .refine((step) => (step.uses === undefined) !== (step.run === undefined), 'a step either uses or runs');
export type Step = z.infer<typeof stepSchema>;

const accessSchema = z.enum(['read', 'write', 'none']);

const jobSchema = z.strictObject({
  needs: z.union([z.string(), z.array(z.string())]).optional(),
  if: z.string().optional(),
  'runs-on': z.literal('ubuntu-latest'),
  container: z.string().optional(),
  'timeout-minutes': z.int().positive().optional(),
  permissions: z.record(z.string(), accessSchema).optional(),
  strategy: z
    .strictObject({ 'fail-fast': z.boolean(), matrix: z.record(z.string(), z.array(z.number())) })
    .optional(),
  outputs: texts.optional(),
  steps: z.array(stepSchema).min(1),
});

const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), accessSchema),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.boolean() }).optional(),
  jobs: z.record(z.string(), jobSchema),
});
export type Workflow = z.infer<typeof workflowSchema>;

const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  inputs: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      required: z.boolean().optional(),
      default: z.string().optional(),
    }),
  ),
  outputs: z.record(z.string(), z.strictObject({ description: z.string(), value: z.string() })).optional(),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(stepSchema).min(1) }),
});
export type Action = z.infer<typeof actionSchema>;

const circleSchema = z.strictObject({
  version: z.literal(2.1),
  orbs: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.strictObject({
      docker: z.array(z.strictObject({ image: z.string() })),
      environment: z.record(z.string(), z.string()).optional(),
      steps: z.array(z.union([z.string(), z.record(z.string(), z.union([z.string(), texts]))])),
    }),
  ),
  workflows: z.record(z.string(), z.strictObject({ jobs: z.array(z.string()) })),
});

const read = (path: string): unknown => parse(readFileSync(pathOf(path), 'utf8'));

export const readWorkflow = (path: string): Workflow => workflowSchema.parse(read(path));
export const readAction = (path: string): Action => actionSchema.parse(read(path));
export const readCircle = (path: string) => circleSchema.parse(read(path));

/** The scripts of a CircleCI job by name; one without a name is its own. */
export function circleScripts(job: string): Readonly<Record<string, string>> {
  const steps = readCircle('.circleci/config.yml').jobs[job]?.steps ?? [];
  return Object.fromEntries(
    steps.flatMap((step) => {
      const run = typeof step === 'string' ? undefined : step.run;
      if (run === undefined) return [];
      return typeof run === 'string' ? [[run, run]] : [[String(run.name), String(run.command)]];
    }),
  );
}

/** The workflow that a page shows as its example. */
export function exampleIn(page: string): Workflow {
  const [, yaml = ''] = /```yaml\n(name:[\s\S]*?)```/.exec(readFileSync(pathOf(page), 'utf8')) ?? [];
  return workflowSchema.parse(parse(yaml));
}

/** What stands between `${{` and `}}`, of every text within the value. */
export function expressionsIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(/\$\{\{ (.*?) \}\}/g)].map(([, expression = '']) => expression);
}

/** The names that a context is asked for: those after `inputs.` in the value's expressions and conditions. */
export function namesOf(context: string, value: unknown): string[] {
  const pattern = new RegExp(`\\b${context.replaceAll('.', '\\.')}\\.([\\w-]+)`, 'g');
  return [...new Set([...JSON.stringify(value).matchAll(pattern)].map(([, name = '']) => name))];
}
