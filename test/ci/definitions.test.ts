import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Action,
  circleScripts,
  exampleIn,
  expressionsIn,
  namesOf,
  pathOf,
  readAction,
  readCircle,
  readWorkflow,
  type Step,
} from './pipeline.ts';

const workflowFiles = ['.github/workflows/gate.yml', '.github/workflows/loadtest.yml'];
const actionFiles = ['action.yml', '.github/actions/comment/action.yml'];

const workflows = [
  ...workflowFiles.map((file) => [file, readWorkflow(file)] as const),
  ['the example of docs/ci.md', exampleIn('docs/ci.md')] as const,
];
const actions = actionFiles.map((file) => [file, readAction(file)] as const);

const stepLists: readonly (readonly [name: string, steps: readonly Step[]])[] = [
  ...workflows.flatMap(([file, { jobs }]) =>
    Object.entries(jobs).map(([job, { steps }]) => [`${file}, job ${job}`, steps] as const),
  ),
  ...actions.map(([file, { runs }]) => [file, runs.steps] as const),
];

function syntaxErrorOf(script: string): string {
  return spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr;
}

describe.each(stepLists)('the steps of %s', (_, steps) => {
  it('run scripts that bash understands', () => {
    expect(steps.map(({ run }) => syntaxErrorOf(run ?? ''))).toEqual(steps.map(() => ''));
  });

  it('let no expression into a script, where it would be run as code', () => {
    expect(expressionsIn(steps.map(({ run }) => run ?? ''))).toEqual([]);
  });

  it('use only actions of this repository and of GitHub, by their major version', () => {
    for (const { uses } of steps)
      if (uses) expect(uses).toMatch(/^(\.\/|OWNER\/loadtest@|actions\/[a-z-]+@v\d+$)/);
  });

  it('ask for outputs of earlier steps alone', () => {
    steps.forEach((step, index) => {
      const earlier = steps.slice(0, index).flatMap(({ id }) => id ?? []);
      expect(earlier).toEqual(expect.arrayContaining(namesOf('steps', step)));
    });
  });

  it('write every output that is asked for', () => {
    for (const { id, run = '' } of steps) {
      if (id === undefined) continue;
      for (const name of namesOf(`steps.${id}.outputs`, steps)) expect(run).toContain(`${name}=`);
    }
  });
});

describe.each(workflows)('%s', (_, { jobs, permissions }) => {
  const grants = Object.values(jobs).map((job) => job.permissions ?? permissions);

  it('balances the brackets of its expressions and knows their contexts', () => {
    const text = JSON.stringify(jobs);
    expect(text.split('${{').length).toBe(expressionsIn(jobs).length + 1);
    for (const expression of expressionsIn(jobs))
      expect(expression).toMatch(/^(github|inputs|steps|needs|runner|matrix)\./);
  });

  it('needs jobs that are there, and their outputs', () => {
    for (const job of Object.values(jobs)) {
      const needs = [job.needs ?? []].flat();
      expect(Object.keys(jobs)).toEqual(expect.arrayContaining(needs));
      expect(needs).toEqual(expect.arrayContaining(namesOf('needs', job)));
      for (const other of needs) {
        expect(Object.keys(jobs[other]?.outputs ?? {})).toEqual(
          expect.arrayContaining(namesOf(`needs.${other}.outputs`, job)),
        );
      }
    }
  });

  it('gives its actions what they take', () => {
    const uses = Object.values(jobs).flatMap(({ steps }) => steps);
    for (const { uses: name = '', with: given = {} } of uses) {
      const action = actionOf(name);
      if (!action) continue;
      expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
      const required = Object.entries(action.inputs).filter(([, { required: isRequired }]) => isRequired);
      expect(Object.keys(given)).toEqual(expect.arrayContaining(required.map(([input]) => input)));
    }
  });

  it('grants nothing but reading, and writing to pull requests', () => {
    for (const grant of grants) {
      const writes = Object.entries(grant).filter(([, access]) => access === 'write');
      expect(writes.map(([name]) => name).filter((name) => name !== 'pull-requests')).toEqual([]);
    }
  });
});

function actionOf(uses: string): Action | undefined {
  if (uses === './' || uses.startsWith('OWNER/loadtest@')) return readAction('action.yml');
  return uses.startsWith('./') ? readAction(`${uses.slice(2)}/action.yml`) : undefined;
}

describe.each(actions)('%s', (_, { inputs, outputs, runs }) => {
  it('uses every input, and no other', () => {
    expect(namesOf('inputs', runs).sort()).toEqual(Object.keys(inputs).sort());
  });

  it('names the shell of every script', () => {
    expect(runs.steps.filter(({ run, shell }) => run !== undefined && shell === undefined)).toEqual([]);
  });

  it('gives outputs that a step writes', () => {
    const [script = ''] = runs.steps.flatMap(({ id, run }) => (id === 'run' ? (run ?? '') : []));
    for (const name of namesOf('steps.run.outputs', outputs ?? {})) expect(script).toContain(`${name}=`);
  });
});

describe('.github/workflows/loadtest.yml', () => {
  const { jobs } = readWorkflow('.github/workflows/loadtest.yml');
  const text = readFileSync(pathOf('.github/workflows/loadtest.yml'), 'utf8');

  it('keeps secrets away from all of it', () => {
    expect(text).not.toMatch(/secrets\./);
  });

  it('runs the code of a pull request only where nothing can be written', () => {
    const checksOutHead = Object.entries(jobs).filter(([, { steps }]) =>
      steps.some((step) => String(step.with?.ref).includes('needs.ask.outputs.commit')),
    );
    expect(checksOutHead.map(([name, { permissions }]) => [name, permissions])).toEqual([
      ['load', { contents: 'read' }],
    ]);
    for (const { steps } of Object.values(jobs)) {
      for (const step of steps) {
        if (step.uses?.startsWith('actions/checkout@'))
          expect(step.with).toMatchObject({ 'persist-credentials': false });
      }
    }
  });
});

describe('.github/workflows/gate.yml', () => {
  it('runs the gate on every Node that is supported', () => {
    const { test } = readWorkflow('.github/workflows/gate.yml').jobs;
    expect(test?.strategy?.matrix).toEqual({ node: [20, 22, 24] });
    expect(test?.steps.flatMap(({ run }) => run ?? [])).toEqual(['npm ci', 'npm test']);
  });
});

describe('.circleci/config.yml', () => {
  const { jobs, workflows: circleWorkflows, orbs } = readCircle('.circleci/config.yml');
  const steps = Object.values(jobs).flatMap((job) => job.steps);
  const known = ['checkout', 'run', 'store_test_results', 'store_artifacts'];

  it('consists of steps that CircleCI or an orb has', () => {
    const names = steps.flatMap((step) => (typeof step === 'string' ? step : Object.keys(step)));
    for (const name of names) {
      const [orb = ''] = name.split('/');
      expect([...known, ...Object.keys(orbs)]).toContain(name.includes('/') ? orb : name);
    }
  });

  it('runs scripts that bash understands', () => {
    const scripts = Object.values(circleScripts('smoke'));
    expect(scripts.map(syntaxErrorOf)).toEqual(scripts.map(() => ''));
  });

  it('keeps reports and test results from where they are written', () => {
    const stored = steps
      .flatMap((step) => (typeof step === 'string' ? [] : Object.entries(step)))
      .filter(([name]) => name.startsWith('store_'));
    const { REPORTS } = jobs.smoke?.environment ?? {};
    expect(stored).toEqual([
      ['store_test_results', { path: REPORTS }],
      ['store_artifacts', { path: REPORTS }],
    ]);
  });

  it('has workflows of jobs that are there', () => {
    for (const { jobs: names } of Object.values(circleWorkflows))
      expect(Object.keys(jobs)).toEqual(expect.arrayContaining(names));
  });
});
