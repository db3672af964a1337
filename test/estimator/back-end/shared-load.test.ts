import { expect, it } from 'vitest';
import { sharedLoadText } from '../../../estimator/back-end/shared-load.ts';

/** Back ends by the load that they carry over the highest measured one; only that matters here. */
const behind = (ratios: { readonly database?: number; readonly cache?: number }) => {
  const of = (ratio: number | undefined) => (ratio === undefined ? null : { demand: { ratio } });
  return { database: of(ratios.database), cache: of(ratios.cache) };
};

it.each([
  {
    name: 'nothing is stated',
    ratios: {},
    text: 'what all tasks share (database, cache) was not measured there',
  },
  {
    name: 'the database stays within its range',
    ratios: { database: 1 },
    text: 'what else all tasks share (cache) was not measured there',
  },
  {
    name: 'both go past theirs',
    ratios: { database: 1.5, cache: 1.84 },
    text: 'the database carries 1.5 times its measured load; the cache carries 1.8 times its measured load; what else all tasks share was not measured there',
  },
])('what tasks share, where $name', ({ ratios, text }) => {
  expect(sharedLoadText(behind(ratios))).toBe(text);
});
