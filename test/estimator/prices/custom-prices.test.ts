import { describe, expect, it } from 'vitest';
import { comparePrices, overlayPrices, type PriceBook, parseCustomPrices } from '../../../estimator/index.ts';

const row = {
  service: 'AmazonECS',
  region: 'r',
  item: 'Fargate vCPU',
  attributes: {},
  unit: 'Hrs',
  usd: 0.05,
};
const book: PriceBook = {
  rows: [
    { ...row, date: '2025', source: 'list' },
    { ...row, item: 'Fargate memory', usd: 0.004, date: '2025', source: 'list' },
  ],
};
const contract = { date: '2026-11-01', source: 'contract 7' };
const overlay = (value: object) =>
  overlayPrices(book, parseCustomPrices({ ...contract, ...value }, 'prices.yaml'));

describe('a price file', () => {
  it('replaces the price of the same item, and keeps the rest', () => {
    const { rows } = overlay({ prices: [{ ...row, usd: 0.03 }] });
    expect(rows.map(({ item, usd, source }) => [item, usd, source])).toEqual([
      ['Fargate memory', 0.004, 'list'],
      ['Fargate vCPU', 0.03, 'contract 7'],
    ]);
  });

  it('takes a share off what a service sells, and says from what', () => {
    const [vcpu, memory] = overlay({ discounts: [{ service: 'AmazonECS', share: 0.2 }] }).rows;
    expect([vcpu?.usd, memory?.usd]).toEqual([0.04, 0.0032]);
    expect(vcpu).toMatchObject({ date: '2026-11-01', source: '20 % off (contract 7) 0.05 of 2025, list' });
  });

  it('refuses a discount on nothing', () => {
    expect(() => overlay({ discounts: [{ service: 'AmazonECS', item: 'GPU', share: 0.2 }] })).toThrow(
      'a discount on "AmazonECS, any region, GPU" fits no price',
    );
  });

  it('refuses a price by another unit than what is counted', () => {
    expect(() => overlay({ prices: [{ ...row, unit: 'Days' }] })).toThrow('must be by "Hrs", got "Days"');
  });

  it.each([
    {
      name: 'a share that is a percentage',
      value: { ...contract, discounts: [{ service: 'S', share: 12 }] },
    },
    { name: 'no source', value: { date: '2026-11-01' } },
    { name: 'a date that is none', value: { ...contract, date: 'tomorrow' } },
    { name: 'a negative price', value: { ...contract, prices: [{ ...row, usd: -1 }] } },
    { name: 'an unknown key', value: { ...contract, price: [] } },
  ])('is refused with $name', ({ value }) => {
    expect(() => parseCustomPrices(value, 'prices.yaml')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        places: [expect.objectContaining({ file: 'prices.yaml' })],
      }),
    );
  });
});

it('books differ by what is changed, new and gone', () => {
  const other = {
    rows: [
      { ...book.rows[0], usd: 0.06 },
      { ...book.rows[0], region: 'q' },
    ],
  } as PriceBook;
  expect(
    comparePrices(book, other).map(({ price, fromUsd, toUsd }) => [price.region, fromUsd, toUsd]),
  ).toEqual([
    ['r', 0.05, 0.06],
    ['q', null, 0.05],
    ['r', 0.004, null],
  ]);
});
