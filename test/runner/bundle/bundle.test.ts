import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { archiveForRun, bundleScenario, inspectArchive } from '../../../runner/bundle/bundle.ts';
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
      const { archive, ctx, request, bundle: record } = bundled;
      const bytes = await archiveForRun(archive, { ...record.options, iterations: 2 });
      await inspectArchive(ctx, request, record.root, bytes);
      expect(bytes.includes('gr\u00f6\u00dfe')).toBe(false);
    },
  );

  it('that are named by their full path stay there', async () => {
    const data = project({ 'users.csv': 'gold' });
    const full = join(data, 'users.csv');
    const bundled = await bundle(project({ 'a.ts': reader(full) }), 'a.ts');
    expect(filesOf(bundled)).toEqual([`file${full}`]);
    await inspectArchive(bundled.ctx, bundled.request, '/', await archiveForRun(bundled.archive, {}));
  });

  it('in a directory that a variable names stay there too', async () => {
    const data = project({ 'users.csv': 'gold' });
    const root = project({ 'a.ts': reader(`\${__ENV.DATA}/users.csv`, '`') });
    const bundled = await bundle(root, 'a.ts', { DATA: data });
    await inspectArchive(bundled.ctx, bundled.request, '/', await archiveForRun(bundled.archive, {}));
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
    const [a, b] = await Promise.all([here, there].map(({ archive }) => archiveForRun(archive, { vus: 3 })));
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
    const { archive, ctx, request } = await bundle(root, 'a.ts');
    const inspect = async (thresholds: Record<string, string[]>) =>
      inspectArchive(ctx, request, root, await archiveForRun(archive, { thresholds }));
    await inspect({ orders: ['count>1'] });
    await expect(inspect({ carts: ['count>1'] })).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringContaining('no metric name "carts" found'),
    });
    await expect(inspect({ orders: ['p(95)<1'] })).rejects.toMatchObject({
      code: 'OPTIONS_INVALID',
      message: expect.stringContaining('unsupported aggregation method p on metric of type counter'),
    });
  });
});
