import { describe, expect, it } from 'vitest';
import type { PriceRow } from '../../../../core/records/index.ts';
import { findPrice, findTiers, listings, type PriceQuery, readListing } from '../../../../estimator/index.ts';
import { platformNames } from '../../../../estimator/platform-names.ts';
import { sized } from '../../site.ts';
import { documentOf, isAskedFor, type ProductRow } from './product-document.ts';
import { decoys, products } from './products.ts';

const region = 'eu-west-1';
const date = '2026-11-25';

/** What is read from the answers to all questions. */
function readAll(rows: readonly ProductRow[], of = region) {
  const all = rows.map((row) => documentOf(row, of));
  return listings.map((listing) => {
    const documents = all.filter((document) => isAskedFor(document, listing));
    return readListing({ listing, region: of, date, documents });
  });
}

const bookOf = (rows: readonly ProductRow[], of = region) => ({
  rows: readAll(rows, of).flatMap((read) => read.rows),
});

const usdOf = (query: Omit<PriceQuery, 'region'>, rows: readonly ProductRow[], of = region) =>
  findPrice(bookOf(rows, of), { ...query, region: of }).usd;

const vcpuHour = { service: 'AmazonECS', item: 'Fargate vCPU' };

it('asks for every price that a platform rests on', () => {
  const isListed = ({ service, item, attributes, unit }: PriceRow) =>
    listings
      .filter((listing) => listing.service === service)
      .flatMap(({ prices }) => prices)
      .some(
        (price) =>
          (typeof price.item === 'string' ? price.item === item : item.includes('.')) &&
          price.unit === unit &&
          Object.entries(price.attributes ?? {}).every(([key, value]) => attributes[key] === value),
      );
  const deployment = { subnets: 'private', logBytesPerRequest: 500, responseBytes: 20_000 } as const;
  const { prices } = sized({ deployment }, ...platformNames);
  expect(new Set(prices.map(({ service }) => service)).size).toBeGreaterThanOrEqual(9);
  expect(prices.filter((price) => !isListed(price))).toEqual([]);
});

describe('an answer of the Price List API', () => {
  it.each<[what: string, query: Omit<PriceQuery, 'region'>, usd: number]>([
    ['Fargate on x86, and not Spot or Windows', { ...vcpuHour, attributes: { arch: 'x86_64' } }, 0.04048],
    ['Fargate on ARM', { ...vcpuHour, attributes: { arch: 'arm64' } }, 0.03238],
    ['EKS without extended support', { service: 'AmazonEKS', item: 'EKS cluster (standard support)' }, 0.1],
    [
      'an instance that is used, with its architecture',
      { service: 'AmazonEC2', item: 'm7g.large', attributes: { arch: 'arm64', os: 'Linux' } },
      0.0911,
    ],
    [
      'an instance of the other architecture',
      { service: 'AmazonEC2', item: 'm7i.large', attributes: { arch: 'x86_64' } },
      0.11235,
    ],
    [
      'a load balancer in the region, without its trust store',
      { service: 'AWSELB', item: 'ALB hour' },
      0.0252,
    ],
    ['its capacity units that are not reserved', { service: 'AWSELB', item: 'ALB LCU' }, 0.008],
    [
      'Aurora with Standard storage, and not RDS Custom',
      {
        service: 'AmazonRDS',
        item: 'db.r6g.large',
        attributes: { engine: 'Aurora MySQL', storageConfig: 'Standard', memory_gib: '16' },
      },
      0.313,
    ],
    [
      'Aurora with I/O-Optimized storage',
      { service: 'AmazonRDS', item: 'db.r6g.large', attributes: { storageConfig: 'IO-Optimized' } },
      0.407,
    ],
    [
      'a million I/Os from the price of one',
      { service: 'AmazonRDS', item: 'Aurora I/O', attributes: { storageConfig: 'Standard' } },
      0.22,
    ],
    [
      'a cache node without extended support or synchronous durability, and not on an Outpost',
      { service: 'AmazonElastiCache', item: 'cache.r6g.large', attributes: { engine: 'Redis' } },
      0.229,
    ],
  ])('gives %s', (_, query, usd) => {
    expect(usdOf(query, [...products, ...decoys])).toBe(usd);
  });

  it('gives tiers in order, and egress by the region that it leaves', () => {
    const book = bookOf(products);
    const tiersOf = (query: Omit<PriceQuery, 'region'>) =>
      findTiers(book, { ...query, region }).map(({ tier, usd }) => [tier?.from, tier?.to, usd]);
    expect(tiersOf({ service: 'AWSLambda', item: 'duration' })).toEqual([
      [0, 6e9, 0.0000166667],
      [6e9, 15e9, 0.000015],
      [15e9, null, 0.0000133334],
    ]);
    expect(tiersOf({ service: 'AWSDataTransfer', item: 'internet egress' })).toEqual([
      [0, 10_240, 0.09],
      [10_240, null, 0.085],
    ]);
  });

  it('dates each price by its reading, and says from where it comes', () => {
    const price = findPrice(bookOf(products), { ...vcpuHour, region, attributes: { arch: 'x86_64' } });
    expect(price).toMatchObject({
      unit: 'vCPU-Hrs',
      date,
      source: 'AWS Price List API, EU-Fargate-vCPU-Hours:perCPU, published 2026-11-20, read 2026-11-25',
      sku: expect.stringMatching(/^SKU/),
      rateCode: expect.stringContaining('.JRTCKXETXF.'),
    } satisfies Partial<Record<keyof PriceRow, unknown>>);
  });

  it.each([
    ['us-east-1', 'USE1-'],
    ['us-east-1', ''],
    ['ap-northeast-1', 'APN1-'],
    ['eu-west-1', 'EU-'],
  ])('knows the usage types of %s with "%s" before them', (of, prefix) => {
    const renamed = [...products, ...decoys].map((row) => ({
      ...row,
      usageType: row.usageType.replace(/^EU-/, prefix),
    }));
    expect(usdOf({ service: 'AWSELB', item: 'ALB hour' }, renamed, of)).toBe(0.0252);
    expect(usdOf({ ...vcpuHour, attributes: { arch: 'x86_64' } }, renamed, of)).toBe(0.04048);
  });

  it('names what a region does not have', () => {
    expect(readAll(products).flatMap(({ absent }) => absent)).toEqual(
      expect.arrayContaining(['"AWSAppRunner, eu-west-1, active vCPU"', '"AWSELB, eu-west-1, NLB hour"']),
    );
  });

  const vcpu: ProductRow = {
    service: 'AmazonECS',
    usageType: 'EU-Fargate-vCPU-Hours:perCPU',
    unit: 'hours',
    price: '0.04',
  };
  const tiers = (price: ProductRow['price']): ProductRow => ({ ...vcpu, price });

  it.each<[what: string, rows: readonly ProductRow[], message: RegExp]>([
    [
      'several products for one item, with their usage types',
      [vcpu, { ...vcpu, usageType: 'Fargate-vCPU-Hours:perCPU' }],
      /several products for "AmazonECS, eu-west-1, Fargate vCPU.*EU-Fargate-vCPU-Hours:perCPU \(SKU\d+\), Fargate-vCPU-Hours:perCPU/,
    ],
    [
      'a gap between tiers',
      [
        tiers([
          ['0', '10', '0.2'],
          ['20', 'Inf', '0.1'],
        ]),
      ],
      /gap or an overlap: 0–10, 20–Inf/,
    ],
    [
      'tiers that overlap',
      [
        tiers([
          ['0', '10', '0.2'],
          ['5', 'Inf', '0.1'],
        ]),
      ],
      /gap or an overlap: 0–10, 5–Inf/,
    ],
    ['tiers that do not begin at nothing', [tiers([['5', 'Inf', '0.1']])], /gap or an overlap/],
    ['tiers that end', [tiers([['0', '10', '0.2']])], /gap or an overlap: 0–10/],
    ['another unit', [{ ...vcpu, unit: 'GB' }], /is by "GB" and not by vCPU-Hrs/],
    ['a price of nothing', [tiers('0.0000000000')], /is nothing/],
  ])('refuses %s', (_, rows, message) => {
    expect(() => readAll(rows)).toThrow(message);
  });

  const ecs = listings.find(({ service }) => service === 'AmazonECS');
  it.each([
    ['a product of another region', documentOf(vcpu, 'eu-west-2'), /of region "eu-west-2" for "eu-west-1"/],
    ['what is no product', { product: {} }, /cannot be read/],
    [
      'another currency',
      JSON.parse(JSON.stringify(documentOf(vcpu, region)).replace('"USD"', '"CNY"')),
      /is not in USD/,
    ],
  ])('refuses %s', (_, document, message) => {
    expect(ecs).toBeDefined();
    expect(() => ecs && readListing({ listing: ecs, region, date, documents: [document] })).toThrow(message);
  });
});
