import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { estimateSchema } from '../../../core/records/index.ts';
import { documentOf } from '../../estimator/prices/price-list/product-document.ts';
import { decoys, products } from '../../estimator/prices/price-list/products.ts';
import { type FakePriceList, startFakePriceList } from '../../runner/aws/fake-price-list.ts';
import { useAwsEnvironment } from '../../runner/observe/cloudwatch/aws-environment.ts';
import { runId, storeRun } from '../estimate/stored-run.ts';
import { cli, makeDirectory } from '../harness.ts';

const ireland = [...products, ...decoys].map((row) => documentOf(row, 'eu-west-1'));
const tokyo = products
  .filter(({ service }) => service === 'AmazonECS')
  .map((row) => ({ ...row, usageType: row.usageType.replace('EU-', 'APN1-') }))
  .map((row) => documentOf(row, 'ap-northeast-1'));

useAwsEnvironment();

let directory: string;
let priceList: FakePriceList;
beforeEach(async () => {
  directory = makeDirectory();
  priceList = await startFakePriceList([...ireland, ...tokyo]);
  vi.stubEnv('AWS_ENDPOINT_URL_PRICING', priceList.url);
});
afterEach(async () => {
  await priceList.close();
  rmSync(directory, { recursive: true });
});

const call = (...argv: readonly string[]) => cli(argv, { directory });
const update = (region: string) => call('prices', 'update', '--region', region);

it('prices update keeps the prices of a region, over all pages, and says what the region lacks', async () => {
  const { exitCode, stdout, stderr } = await update('eu-west-1');
  const file = join(directory, '.loadtest/prices/eu-west-1.json');
  const day = new Date().toISOString().slice(0, 10);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`wrote 19 prices of eu-west-1, ${day}, to ${file}\n`);
  expect(stderr).toContain('"AWSAppRunner, eu-west-1, active vCPU"');
  const shown = await call('prices', 'show', 'fargate vcpu arm64', '--region', 'eu-west-1', '--json');
  expect(JSON.parse(shown.stdout)).toMatchObject([{ usd: 0.03238, date: day }]);
});

it('an estimate prices a region by what was read of it, and names the day', async () => {
  await storeRun(directory);
  const argv = [
    'estimate',
    '--from',
    runId,
    '--concurrent-users',
    '2500',
    '--requests-per-user-per-second',
    '0.2',
  ];
  const before = await call(...argv, '--region', 'eu-west-1');
  expect(before.exitCode).toBe(104);
  expect(before.stderr).toContain('loadtest prices update');
  await update('eu-west-1');
  const { stdout } = await call(...argv, '--region', 'eu-west-1', '--json');
  const { prices, assumptions } = estimateSchema.parse(JSON.parse(stdout));
  const day = new Date().toISOString().slice(0, 10);
  expect(new Set(prices.map(({ region, date }) => `${region} ${date}`))).toEqual(
    new Set([`eu-west-1 ${day}`]),
  );
  expect(assumptions.join('\n')).toContain(`prices as of ${day}`);
});

it('prices diff says what was read changes in the bundled prices, and a price file in both', async () => {
  await update('ap-northeast-1');
  const { stdout } = await call('prices', 'diff', '--region', 'ap-northeast-1', '--json');
  const changes = JSON.parse(stdout).map((change: { fromUsd: number; toUsd: number }) => [
    change.fromUsd,
    change.toUsd,
  ]);
  expect(changes).toEqual([
    [0.05056, 0.04048],
    [0.00553, 0.004445],
    [0.04045, 0.03238],
    [0.00442, 0.00356],
  ]);
  const discount = '{ service: AmazonECS, region: ap-northeast-1, item: Fargate memory, share: 0.5 }';
  writeFileSync(
    join(directory, 'own.yaml'),
    `date: 2026-11-01\nsource: contract\ndiscounts: [${discount}]\n`,
  );
  const own = await call('prices', 'diff', 'own.yaml', '--json');
  expect(JSON.parse(own.stdout)).toContainEqual(
    expect.objectContaining({ fromUsd: 0.004445, toUsd: 0.0022225 }),
  );
});

it('prices update of a region that AWS does not know changes nothing', async () => {
  const { exitCode, stderr } = await update('eu-wset-1');
  expect(exitCode).toBe(104);
  expect(stderr).toContain('AWS lists no prices for region "eu-wset-1"');
  expect(readdirSync(directory)).toEqual([]);
});

it('prices update without a region asks for one', async () => {
  const { exitCode, stderr } = await call('prices', 'update');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--region');
  expect(priceList.requests).toEqual([]);
});

it.each([
  ['rights that are missing', 'AccessDeniedException', /may not do pricing:GetProducts/],
  ['credentials that have expired', 'ExpiredTokenException', /have expired/],
])('prices update explains %s, without a word of theirs', async (_, type, expected) => {
  priceList.errors.push({ status: 400, type, message: 'token-of-a-test' });
  const { exitCode, stderr } = await update('eu-west-1');
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(expected);
  expect(stderr).toContain('pricing:GetProducts');
  expect(stderr).not.toContain('token-of-a-test');
});

it('prices that were kept and are broken are an error with the file and the remedy', async () => {
  await update('eu-west-1');
  const file = '.loadtest/prices/eu-west-1.json';
  const { exitCode, stderr } = await cli(['prices', 'show'], { directory, files: { [file]: '{' } });
  expect(exitCode).toBe(3);
  expect(stderr).toContain(file);
  expect(stderr).toContain('loadtest prices update');
});
