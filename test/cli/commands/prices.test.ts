import { expect, it } from 'vitest';
import { cli } from '../harness.ts';

const contract = `
date: 2026-11-01
source: contract 7
discounts: [{ service: AmazonECS, region: ap-northeast-1, item: Fargate vCPU, share: 0.1 }]
`;

it('prices show finds prices by words, in a region', async () => {
  const { exitCode, stdout } = await cli([
    'prices',
    'show',
    'fargate vcpu arm64',
    '--region',
    'ap-northeast-1',
  ]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('Fargate vCPU');
  expect(stdout.trim().split('\n')).toHaveLength(2);
});

it('prices show lays a price file over them', async () => {
  const files = { 'prices.yaml': contract };
  const argv = [
    'prices',
    'show',
    'fargate vcpu x86_64 linux',
    '--region',
    'ap-northeast-1',
    '--prices',
    'prices.yaml',
  ];
  const { stdout } = await cli([...argv, '--json'], { files });
  const ecs = JSON.parse(stdout).find(({ service }: { service: string }) => service === 'AmazonECS');
  expect(ecs).toMatchObject({ usd: expect.closeTo(0.045504, 9), date: '2026-11-01' });
});

it('prices diff lists what a price file changes', async () => {
  const { stdout } = await cli(['prices', 'diff', 'prices.yaml', '--json'], {
    files: { 'prices.yaml': contract },
  });
  expect(JSON.parse(stdout).map(({ fromUsd }: { fromUsd: number }) => fromUsd)).toEqual([
    0.05056, 0.04045, 0.058144,
  ]);
});

it('a price file that is not there is an error with its name', async () => {
  const { exitCode, stderr } = await cli(['prices', 'diff', 'none.yaml']);
  expect(exitCode).toBe(104);
  expect(stderr).toContain('none.yaml');
});
