import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { benchmarksSchema, fillPage } from '../bench/page.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const kept = new URL('../../docs/benchmarks.json', import.meta.url);

it('the tables of docs/benchmarks.md are those of docs/benchmarks.json', () => {
  const benchmarks = existsSync(kept) ? benchmarksSchema.parse(JSON.parse(read('benchmarks.json'))) : {};
  const page = read('benchmarks.md');
  expect(page).toContain('<!-- figures: throughput -->');
  expect(fillPage(page, benchmarks)).toBe(page);
});

it('a table says what was wanted and measured, where, and by which command', () => {
  const page = 'Speed:\n\n<!-- figures: speed -->\nold\n<!-- end of figures -->\n\nThe rest stays.\n';
  const speed = {
    command: 'npm run bench -- --docs',
    date: '2026-11-25',
    machine: '2 x CPU, 8 GiB',
    loadAverage: [0.04, 0, 0],
    goals: [
      { what: 'ratio', wanted: '>= 1', measured: 1.2, met: true },
      { what: 'help', wanted: '<= 150 ms', measured: 170, met: false },
    ],
  };
  expect(fillPage(page, { speed })).toBe(`Speed:

<!-- figures: speed -->

\`npm run bench -- --docs\`, 2026-11-25, 2 x CPU, 8 GiB; load average of the minute before: 0.0.

| what | goal | measured | met |
|---|---|--:|---|
| ratio | >= 1 | 1.2 | yes |
| help | <= 150 ms | 170 | **no** |

<!-- end of figures -->

The rest stays.
`);
});
