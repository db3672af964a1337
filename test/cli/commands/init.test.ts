import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageManagerOf } from '../../../cli/scaffold/package-manager.ts';
import { cli, makeDirectory } from '../harness.ts';

let directory: string;
beforeEach(() => {
  directory = makeDirectory();
});
afterEach(() => rmSync(directory, { recursive: true }));

const written = [
  'loadtest.config.ts',
  'loadtest/scenarios/smoke.ts',
  '.github/workflows/loadtest.yml',
  '.gitignore',
];

describe('init', () => {
  it('writes a configuration, a scenario, a workflow and an ignore line', async () => {
    const { exitCode, stdout, files } = await cli(['init'], { directory });
    expect(exitCode).toBe(0);
    expect(stdout).toBe(written.map((path) => `created  ${path}\n`).join(''));
    expect(Object.keys(files).sort()).toEqual([...written].sort());
    expect(files['.gitignore']).toBe('.loadtest/\n');
  });

  it('changes nothing the second time', async () => {
    const first = await cli(['init'], { directory });
    const second = await cli(['init'], { directory });
    expect(second.exitCode).toBe(0);
    expect(second.files).toEqual(first.files);
    expect(second.stdout).toBe(written.map((path) => `exists   ${path}\n`).join(''));
  });

  it('says what the types of scenarios need beside it, and nothing once that is there', async () => {
    const packages = Object.fromEntries(
      ['typescript', '@types/k6'].map((name) => [`node_modules/${name}/package.json`, '{}']),
    );
    const [typescript, k6] = Object.entries(packages).map((entry) => Object.fromEntries([entry]));
    const { stderr: neither } = await cli(['init'], { directory, files: { 'yarn.lock': '' } });
    const { stderr: one } = await cli(['init'], { directory, files: typescript ?? {} });
    const { stderr: both } = await cli(['init'], { directory, files: k6 ?? {} });
    expect(neither).toContain('"loadtest check": yarn add --dev typescript @types/k6\n');
    expect(one).toContain('"loadtest check": yarn add --dev @types/k6\n');
    expect(both).not.toContain('loadtest check');
  });

  it('never overwrites, whatever the configuration is written in', async () => {
    const files = { 'loadtest.config.yaml': 'workers: 2\n', '.gitignore': 'node_modules' };
    const { stdout, files: after } = await cli(['init', '--json'], { directory, files });
    expect(JSON.parse(stdout)).toEqual({
      created: ['loadtest/scenarios/smoke.ts', '.github/workflows/loadtest.yml', '.gitignore'],
      existing: ['loadtest.config.yaml'],
      addTypes: 'npm install --save-dev typescript @types/k6',
    });
    expect(after['loadtest.config.yaml']).toBe('workers: 2\n');
    expect(after['.gitignore']).toBe('node_modules\n.loadtest/\n');
  });

  it('gives a configuration that is right, with the command that starts the package', async () => {
    const { stderr } = await cli(['init'], {
      directory,
      files: { 'package.json': '{"scripts":{"start":"node ."}}', 'pnpm-lock.yaml': '' },
    });
    expect(stderr).toMatch(/^next: "[^"]* loadtest run smoke"$/m);
    const { stdout } = await cli(['doctor', '--json'], { directory });
    const { findings } = JSON.parse(stdout);
    expect(findings).toContainEqual({
      name: 'configuration',
      state: 'ok',
      found: `${directory}/loadtest.config.ts`,
    });
    const { files } = await cli(['init'], { directory });
    expect(files['loadtest.config.ts']).toContain("    command: 'pnpm run start',\n");
  });

  it('puts the workflow of a package at the root of its repository', async () => {
    const request = {
      directory,
      cwd: 'shop',
      files: { '.git/HEAD': '', 'shop/package.json': '{}', 'yarn.lock': '' },
    };
    const { stdout, files } = await cli(['init'], request);
    expect(stdout).toContain('created  ../.github/workflows/loadtest.yml');
    const workflow = parse(files['.github/workflows/loadtest.yml'] ?? '');
    const { smoke } = workflow.jobs;
    expect(smoke.defaults.run['working-directory']).toBe('shop');
    expect(smoke.steps.flatMap(({ run }: { run?: string }) => run ?? [])).toEqual([
      'corepack enable',
      'yarn install --immutable',
      'yarn run loadtest run smoke',
      'yarn run loadtest report latest --format md >> "$GITHUB_STEP_SUMMARY"',
    ]);
  });
});

describe('the package manager', () => {
  it.each([
    ['npm', ['package-lock.json']],
    ['pnpm', ['package.json', 'pnpm-lock.yaml']],
    ['yarn', ['yarn.lock']],
    ['bun', ['bun.lock']],
    ['npm', []],
  ])('is %s with %j', (name, files) => {
    expect(packageManagerOf(files).name).toBe(name);
  });
});
