import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  findPrice,
  findTiers,
  loadPriceBook,
  type PriceQuery,
  parsePriceBook,
  tieredUsd,
} from '../../../estimator/index.ts';
import { buildSnapshot } from '../../../tools/build-price-snapshot.ts';

const book = loadPriceBook((file) => readFileSync(file, 'utf8'));

describe('the bundled snapshot', () => {
  it('holds both regions, every price with its date and source', () => {
    const regions = [...new Set(book.rows.map(({ region }) => region))];
    expect(regions.sort()).toEqual(['ap-northeast-1', 'us-east-1']);
    expect(book.rows.filter(({ region }) => region === 'us-east-1')).toHaveLength(973);
    expect(book.rows.filter(({ region }) => region === 'ap-northeast-1')).toHaveLength(843);
    expect(book.rows.filter(({ date, source }) => date === '' || source === '')).toEqual([]);
  });

  it('tells every price apart by service, region, item, attributes and tier', () => {
    const keys = book.rows.map(({ service, region, item, attributes, tier }) =>
      JSON.stringify([service, region, item, attributes, tier]),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('keeps the tiers of one item contiguous, from 0 on', () => {
    const egress = book.rows.filter(
      (row) => row.item === 'internet egress' && row.region === 'ap-northeast-1',
    );
    expect(egress.map(({ tier, usd }) => [tier?.from, tier?.to, usd])).toEqual([
      [0, 10_240, 0.114],
      [10_240, 51_200, 0.089],
      [51_200, 153_600, 0.086],
      [153_600, null, 0.084],
    ]);
  });
});

describe('the snapshot script', () => {
  const header = 'service,region,item,attributes,unit,usd,effective_or_seen_date,source';
  const build = (...lines: string[]) => parsePriceBook(buildSnapshot([header, ...lines, ''].join('\n'))).rows;

  it('takes attributes, tier and remark apart, and finds the rate code in the source', () => {
    expect(build('S,r,i,os=Linux;from=10;to=2e3 GB;per AZ,GB,0.5,2026,"a ""b"", rateCode X1.J.6"')).toEqual([
      {
        service: 'S',
        region: 'r',
        item: 'i',
        attributes: { os: 'Linux' },
        tier: { from: 10, to: 2_000 },
        note: 'GB; per AZ',
        unit: 'GB',
        usd: 0.5,
        date: '2026',
        source: 'a "b", rateCode X1.J.6',
        sku: 'X1',
        rateCode: 'X1.J.6',
      },
    ]);
  });

  it('refuses a row without a price', () => {
    expect(() => build('S,r,i,,GB,,2026,source')).toThrow('no price in "S,r,i,,GB,,2026,source"');
  });
});

describe('a price', () => {
  const fargate: PriceQuery = {
    service: 'AmazonECS',
    region: 'ap-northeast-1',
    item: 'Fargate vCPU',
    attributes: { os: 'Linux', arch: 'x86_64' },
  };

  it('comes with where it was read', () => {
    expect(findPrice(book, fargate)).toMatchObject({
      usd: 0.05056,
      unit: 'vCPU-Hrs',
      date: '2025-10-27',
      sku: 'KBQ3Q6DY9J327G8N',
      source: expect.stringContaining('lamngockhuong/aws-price@508fb45'),
    });
  });

  it.each([
    {
      name: 'of an unknown region names the regions, and is never that of another',
      query: { ...fargate, region: 'eu-west-1' },
      message:
        'no price for "AmazonECS, eu-west-1, Fargate vCPU, os=Linux, arch=x86_64"; regions with it: ap-northeast-1, us-east-1',
    },
    {
      name: 'of an unknown item names the items',
      query: { service: 'AWSELB', region: 'us-east-1', item: 'CLB hour' },
      message:
        'no price for "AWSELB, us-east-1, CLB hour"; known items of AWSELB: ALB LCU, ALB hour, NLB LCU, NLB hour',
    },
    {
      name: 'of an unknown service names the services',
      query: { service: 'AmazonX', region: 'us-east-1', item: 'hour' },
      message: expect.stringContaining('known services: AWSAppRunner, AWSDataTransfer'),
    },
    {
      name: 'with an unknown attribute names what is there',
      query: {
        service: 'AmazonCloudWatch',
        region: 'us-east-1',
        item: 'logs ingestion',
        attributes: { class: 'Gold' },
      },
      message: expect.stringContaining(
        'known here: "AmazonCloudWatch, us-east-1, logs ingestion, class=Standard"',
      ),
    },
  ])('$name', ({ query, message }) => {
    expect(() => findPrice(book, query)).toThrow(
      expect.objectContaining({ code: 'PRICE_NOT_FOUND', message }),
    );
  });

  it('that is not the only one lists them all', () => {
    expect(() => findPrice(book, { ...fargate, attributes: {} })).toThrow(
      expect.objectContaining({
        code: 'PRICE_AMBIGUOUS',
        message:
          '3 prices fit "AmazonECS, ap-northeast-1, Fargate vCPU": "AmazonECS, ap-northeast-1, Fargate vCPU, os=Linux, arch=x86_64"; "AmazonECS, ap-northeast-1, Fargate vCPU, os=Linux, arch=arm64"; "AmazonECS, ap-northeast-1, Fargate vCPU, os=Windows, arch=x86_64"',
      }),
    );
  });
});

describe('tiers', () => {
  const egress = { service: 'AWSDataTransfer', region: 'ap-northeast-1', item: 'internet egress' };
  const duration = (arch: string) =>
    findTiers(book, { service: 'AWSLambda', region: 'us-east-1', item: 'duration', attributes: { arch } });

  it.each([
    { name: 'nothing', tiers: () => findTiers(book, egress), quantity: 0, usd: 0 },
    {
      name: '10,240 GB, the first tier',
      tiers: () => findTiers(book, egress),
      quantity: 10_240,
      usd: 1_167.36,
    },
    { name: 'one GB more', tiers: () => findTiers(book, egress), quantity: 10_241, usd: 1_167.449 },
    {
      name: '6 billion GB-s less one',
      tiers: () => duration('x86_64'),
      quantity: 6e9 - 1,
      usd: 100_000.1999833333,
    },
    {
      name: '6 billion GB-s and one',
      tiers: () => duration('x86_64'),
      quantity: 6e9 + 1,
      usd: 100_000.200015,
    },
    {
      name: 'ARM past 18.75 billion',
      tiers: () => duration('arm64'),
      quantity: 20e9,
      usd: 248_335,
    },
    {
      name: 'a price without tiers',
      tiers: () => findTiers(book, { ...egress, item: 'intra-region (cross-AZ)' }),
      quantity: 50,
      usd: 0.5,
    },
  ])('price $name at $usd USD', ({ tiers, quantity, usd }) => {
    expect(tieredUsd(tiers(), quantity)).toBeCloseTo(usd, 6);
  });

  const rows = (...ranges: readonly (readonly [number, number | null])[]) => ({
    rows: ranges.map(([from, to]) => ({
      ...{
        service: 'S',
        region: 'r',
        item: 'i',
        attributes: {},
        unit: 'GB',
        usd: 1,
        date: '2026',
        source: 's',
      },
      tier: { from, to },
    })),
  });
  const query = { service: 'S', region: 'r', item: 'i' };
  it.each([
    { name: 'a gap', book: rows([0, 10], [20, null]) },
    { name: 'an overlap', book: rows([0, 10], [5, null]) },
    { name: 'no beginning', book: rows([5, null]) },
  ])('with $name are refused', ({ book: broken }) => {
    expect(() => findTiers(broken, query)).toThrow(expect.objectContaining({ code: 'PRICE_AMBIGUOUS' }));
  });

  it('say where they end', () => {
    expect(() => tieredUsd(findTiers(rows([0, 10]), query), 11)).toThrow(/ends at 10 GB/);
  });
});

describe('a snapshot that cannot be read is refused', () => {
  it.each([
    { name: 'when it is no JSON', text: 'nothing' },
    { name: 'when it is of another version', text: '{"schemaVersion":0,"blocks":[]}' },
    {
      name: 'when a price lacks a column',
      text: '{"schemaVersion":1,"blocks":[{"service":"S","region":"r","unit":"Hrs","date":"2026","source":"s","keys":["item","usd"],"rows":[["i"]]}]}',
    },
    {
      name: 'when a price is negative',
      text: '{"schemaVersion":1,"blocks":[{"service":"S","region":"r","unit":"Hrs","date":"2026","source":"s","keys":["item","usd"],"rows":[["i",-1]]}]}',
    },
  ])('$name', ({ text }) => {
    expect(() => parsePriceBook(text)).toThrow(expect.objectContaining({ code: 'RECORD_INVALID' }));
  });
});
