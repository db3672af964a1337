import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LoadtestError } from '../../../core/errors.ts';
import { archiveForRun, bundleScenario } from '../../../runner/bundle/bundle.ts';
import { digestOf } from '../../../runner/digest.ts';
import { makeContext } from '../test-context.ts';
import { makeProject } from './project.ts';

const k6 = process.env.LOADTEST_K6 ?? 'k6';
const made: string[] = [];

afterAll(() => {
  for (const root of made) rmSync(dirname(root), { recursive: true });
});

function project(files: Readonly<Record<string, string>>, name?: string): string {
  const root = makeProject(files, name);
  made.push(root);
  return root;
}

function bundle(root: string, file: string, variables: Readonly<Record<string, string>> = {}) {
  const request = { scenario: 'checkout', file: join(root, file), k6, variables };
  const ctx = makeContext();
  return bundleScenario(ctx, request).then((bundled) => ({ ...bundled, ctx, request }));
}

/** The names in the archive below the root of k6's file system. */
function filesOf({ archive }: Awaited<ReturnType<typeof bundle>>): string[] {
  return archive.entries.map(({ header }) => header.name).filter((name) => name.startsWith('file/'));
}

const reader = (path: string, quote = "'") => `
  const text: string = open(${quote}${path}${quote});
  export const options = { vus: 1, iterations: 1 };
  export default function (): void { if (!text.includes('gold')) throw new Error('no gold'); }`;

describe('data files', () => {
  const rows: readonly [string, string, string, Readonly<Record<string, string>>, readonly string[]][] = [
    ['beside the scenario', 'a.ts', './users.csv', { 'users.csv': 'gold' }, ['file/users.csv']],
    ['below it', 'a.ts', './data/users.csv', { 'data/users.csv': 'gold' }, ['file/data/users.csv']],
    [
      'in a directory beside it',
      'scenarios/a.ts',
      '../data/users.csv',
      { 'data/users.csv': 'gold' },
      ['file/data/users.csv'],
    ],
    ['far above it', 'x/y/z/a.ts', '../../../users.csv', { 'users.csv': 'gold' }, ['file/users.csv']],
  ];

  it.each(rows)(
    '%s travel with it, whatever its directory is called',
    async (_, entry, path, files, names) => {
      const bundled = await bundle(project({ [entry]: reader(path), ...files }, 'größe & more 100%'), entry);
      expect(filesOf(bundled)).toEqual(names);
      const { ctx, request, bundle: record } = bundled;
      const bytes = await archiveForRun(ctx, request, bundled, { ...record.options, iterations: 2 });
      expect(Buffer.from(bytes).includes('gr\u00f6\u00dfe')).toBe(false);
    },
  );

  it('that are named by their full path stay there', async () => {
    const data = project({ 'users.csv': 'gold' });
    const full = join(data, 'users.csv');
    const bundled = await bundle(project({ 'a.ts': reader(full) }), 'a.ts');
    expect(filesOf(bundled)).toEqual([`file${full}`]);
    await archiveForRun(bundled.ctx, bundled.request, bundled, {});
  });

  it('in a directory that a variable names stay there too', async () => {
    const data = project({ 'users.csv': 'gold' });
    const root = project({ 'a.ts': reader(`\${__ENV.DATA}/users.csv`, '`') });
    const bundled = await bundle(root, 'a.ts', { DATA: data });
    await archiveForRun(bundled.ctx, bundled.request, bundled, {});
  });
});

describe('the digest', () => {
  const files = {
    'scenarios/a.ts': `import { gold } from '../lib/gold.ts';\n${reader('../data/users.csv')}\nexport const more = gold;`,
    'lib/gold.ts': 'export const gold: string = "gold";',
    'data/users.csv': 'gold',
  };

  it('is the same for the same sources, wherever they lie', async () => {
    const [here, there] = await Promise.all([
      bundle(project(files, 'here'), 'scenarios/a.ts'),
      bundle(project(files, 'somewhere/else'), 'scenarios/a.ts'),
    ]);
    expect(here.bundle.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect({ ...here.bundle, root: '' }).toEqual({ ...there.bundle, root: '' });
    const [a, b] = await Promise.all(
      [here, there].map((one) => archiveForRun(one.ctx, one.request, one, { vus: 3 })),
    );
    expect(digestOf(a ?? Buffer.alloc(0))).toBe(digestOf(b ?? Buffer.alloc(1)));
  });

  it.each([
    ['the code', { ...files, 'lib/gold.ts': 'export const gold: string = "silver";' }],
    ['the data', { ...files, 'data/users.csv': 'gold, more' }],
  ])('is another when %s is', async (_, changed) => {
    const [before, after] = await Promise.all([
      bundle(project(files), 'scenarios/a.ts'),
      bundle(project(changed), 'scenarios/a.ts'),
    ]);
    expect(before.bundle.digest).not.toBe(after.bundle.digest);
  });
});

describe('a script that k6 refuses', () => {
  const rows: readonly [string, string, object][] = [
    [
      'throws in init, at its line in the source',
      `interface Unused { readonly a: string }\n\nconst user: { name?: string } | undefined = undefined;\n(user as unknown as { name: string }).name;\nexport default function (): void {}`,
      { code: 'SCRIPT_EXCEPTION', places: [{ line: 4 }] },
    ],
    [
      'throws in init after it has printed an error itself',
      `console.error('starting');\nthrow new Error('no gold');\nexport default function (): void {}`,
      { code: 'SCRIPT_EXCEPTION', message: 'scenario "checkout" throws in init: Error: no gold' },
    ],
    [
      'has options that k6 does not take',
      `export const options = { scenarios: { a: { executor: 'nobody' } } };\nexport default function (): void {}`,
      { code: 'OPTIONS_INVALID' },
    ],
    [
      'opens a file that is not there',
      `const text = open('./none.csv');\nexport default function (): void { text.length; }`,
      { code: 'SCRIPT_EXCEPTION', places: [{ line: 1 }] },
    ],
    [
      'has no function to run',
      `export const options = { vus: 1, iterations: 1 };`,
      { code: 'SCRIPT_INVALID', message: expect.stringContaining('no exported functions in script') },
    ],
  ];

  it.each(rows)('%s', async (_, source, expected) => {
    const root = project({ 'a.ts': source });
    await expect(bundle(root, 'a.ts')).rejects.toMatchObject(expected);
  });

  it('is refused for a threshold on a metric that does not exist, or of another type, before any load', async () => {
    const root = project({
      'a.ts': `import { Counter } from 'k6/metrics';\nnew Counter('orders');\nexport default function (): void {}`,
    });
    const bundled = await bundle(root, 'a.ts');
    const plan = (thresholds: Record<string, string[]>) =>
      archiveForRun(bundled.ctx, bundled.request, bundled, { thresholds });
    await plan({ orders: ['count>1'] });
    await expect(plan({ ordrs: ['count>1'], orders: ['p(95)<1'] })).rejects.toMatchObject({
      code: 'THRESHOLD_INVALID',
      message: expect.stringMatching(/^scenario "checkout" has 2 thresholds that cannot be judged/),
    });
  });

  it('is told of every threshold that cannot be judged at once, each at its place', async () => {
    const root = project({
      'a.ts': `import { Counter } from 'k6/metrics';
import { limits } from './limits';
new Counter('orders');
export const options = { thresholds: {
  http_req_duration: ['p95<3', 'p(95)<4'],
  'http_reqs{name:}': ['count>1'],
  "ordrs{kind:gold}": ['count>1'],
  ...limits,
} };
export default function (): void {}`,
      'limits.ts': `export const limits: Record<string, string[]> = {\n  orders: ['count>1', 'avg<1'],\n  carts: ['rate>1'],\n};`,
    });
    const at = (file: string, line: number, column: number, message: string) => ({
      file: join(root, file),
      line,
      column,
      message: expect.stringContaining(message),
    });
    const told = await bundle(root, 'a.ts').catch((error: unknown) => error);
    expect(told).toMatchObject({
      code: 'THRESHOLD_INVALID',
      message: 'scenario "checkout" has 5 thresholds that cannot be judged',
    });
    expect((told as LoadtestError).places).toEqual([
      at('a.ts', 5, 23, 'got "p95" in "p95<3"'),
      at('a.ts', 6, 3, 'each tag of a threshold key must be name:value'),
      at('a.ts', 7, 3, 'there is no metric "ordrs": did you mean "orders"?'),
      at('limits.ts', 2, 23, 'orders is a counter: its thresholds can use count, rate, got "avg<1"'),
      at('limits.ts', 3, 3, 'there is no metric "carts": neither k6 nor the script makes it'),
    ]);
  });
});
