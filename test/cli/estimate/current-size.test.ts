import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { estimateSchema } from '../../../core/records/index.ts';
import { useAwsEnvironment } from '../../runner/observe/cloudwatch/aws-environment.ts';
import { cli, makeDirectory } from '../harness.ts';
import { startFakeEcs } from './fake-ecs.ts';
import { runId, storeRun } from './stored-run.ts';

useAwsEnvironment();

let directory: string;
beforeEach(async () => {
  directory = makeDirectory();
  await storeRun(directory);
});
afterEach(() => rmSync(directory, { recursive: true }));

const users = ['--concurrent-users', '2500', '--requests-per-user-per-second', '0.2'];
const call = (...argv: readonly string[]) =>
  cli(['estimate', '--from', runId, ...users, '--region', 'ap-northeast-1', ...argv], { directory });
const currentOf = async (...argv: readonly string[]) =>
  estimateSchema.parse(JSON.parse((await call('--json', ...argv)).stdout)).current;

it('estimate compares flags with what it proposes', async () => {
  const argv = ['--current-size', '1 vCPU, 2 GB', '--current-tasks', '7'];
  expect(await currentOf(...argv)).toMatchObject({ source: 'given', tasks: 7, neededTasks: 5 });
  const { stdout } = await call(...argv);
  expect(stdout).toContain('Current and proposed');
});

it('estimate compares the configured size, and flags change parts of it', async () => {
  const yaml = 'current: { platform: ec2, size: m7g.large, tasks: 3 }\n';
  writeFileSync(join(directory, 'loadtest.config.yaml'), yaml);
  expect(await currentOf()).toMatchObject({ platform: 'ec2', architecture: 'arm64', tasks: 3 });
  expect(await currentOf('--current-tasks', '2')).toMatchObject({ size: 'm7g.large', tasks: 2 });
});

it.each([
  ['by names', 'prod/api'],
  ['by its ARN', 'arn:aws:ecs:ap-northeast-1:123456789012:service/prod/api'],
])('estimate reads an ECS service %s', async (_, service) => {
  const ecs = await startFakeEcs(4);
  vi.stubEnv('AWS_ENDPOINT_URL_ECS', ecs.url);
  const day = new Date().toISOString().slice(0, 10);
  expect(await currentOf('--current-service', service)).toMatchObject({
    source: `ecs prod/api, read ${day}`,
    size: '1 vCPU, 2 GB',
    architecture: 'arm64',
    tasks: 4,
  });
  await ecs.close();
});

it('a service that runs nothing is an error with the way out', async () => {
  const ecs = await startFakeEcs(0);
  vi.stubEnv('AWS_ENDPOINT_URL_ECS', ecs.url);
  const { exitCode, stderr } = await call('--current-service', 'prod/api');
  expect(exitCode).toBe(3);
  expect(stderr).toContain('ecs prod/api cannot be read: it runs no task');
  expect(stderr).toContain('--current-size');
  await ecs.close();
});

it.each([
  ['half of a size', ['--current-size', '1 vCPU, 2 GB'], 104, 'needs size and tasks'],
  [
    'a size that is none',
    ['--current-size', '3 vCPU', '--current-tasks', '2'],
    104,
    'is none of ecs-fargate',
  ],
  ['a service beside the configured size', ['--current-service', 'a/b'], 104, 'and not both'],
  ['a service without its cluster', ['--current-service', 'api'], 2, 'CLUSTER/SERVICE'],
  ['a size and a service', ['--current-service', 'a/b', '--current-size', 'x'], 2, '--current-size'],
])('%s is refused', async (name, argv, status, message) => {
  if (name.includes('configured'))
    writeFileSync(join(directory, 'loadtest.config.yaml'), "current: { size: '1 vCPU, 2 GB', tasks: 3 }\n");
  const { exitCode, stderr } = await call(...argv);
  expect(exitCode).toBe(status);
  expect(stderr).toContain(message);
});
