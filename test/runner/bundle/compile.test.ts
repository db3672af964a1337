import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commonDirectory, compileScenario } from '../../../runner/bundle/compile.ts';
import { makeProject } from './project.ts';

const made: string[] = [];

afterAll(() => {
  for (const root of made) rmSync(dirname(root), { recursive: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const root = makeProject(files);
  made.push(root);
  return root;
}

const scenario = (imports: string) =>
  `${imports}\nexport default function (): void { console.log(JSON.stringify(value)); }\n`;

describe('what a scenario may import', () => {
  const rows: readonly [string, Readonly<Record<string, string>>, string][] = [
    [
      'TypeScript beside it',
      { 'a.ts': scenario("import { value } from './b.ts';"), 'b.ts': 'export const value: string = "gold";' },
      'gold',
    ],
    [
      'TypeScript named without its ending',
      { 'a.ts': scenario("import { value } from './b';"), 'b.ts': 'export const value: string = "gold";' },
      'gold',
    ],
    ['JSON', { 'a.ts': scenario("import value from './b.json';"), 'b.json': '{"metal":"gold"}' }, 'gold'],
    [
      'a package of npm',
      {
        'a.ts': scenario("import { value } from 'metals';"),
        'node_modules/metals/package.json': '{"name":"metals","main":"index.js"}',
        'node_modules/metals/index.js': 'module.exports.value = "gold";',
      },
      'gold',
    ],
    [
      'a package of the workspace in TypeScript, by its exports',
      {
        'load/a.ts': scenario("import { value } from '@shop/metals/gold';"),
        'node_modules/@shop/metals/package.json':
          '{"name":"@shop/metals","type":"module","exports":{"./gold":"./src/gold.ts"}}',
        'node_modules/@shop/metals/src/gold.ts': 'export const value: string = "gold";',
      },
      'gold',
    ],
  ];

  it.each(rows)('%s', async (_, files, text) => {
    const root = project(files);
    const entry = Object.keys(files)[0] ?? '';
    const { code } = await compileScenario(join(root, entry));
    expect(code).toContain(text);
  });

  it("k6's own modules, which stay imports", async () => {
    const root = project({
      'a.ts':
        "import http from 'k6/http';\nimport { sleep } from 'k6';\nexport default () => { http.get('x'); sleep(1); };",
    });
    const { code } = await compileScenario(join(root, 'a.ts'));
    expect(code).toMatch(/import http from "k6\/http"/);
    expect(code).toMatch(/from "k6"/);
  });
});

describe('the root of the sources', () => {
  it('is the directory of the scenario if it imports nothing', async () => {
    const root = project({ 'load/a.ts': 'export default () => {};' });
    expect(await compileScenario(join(root, 'load/a.ts'))).toMatchObject({
      root: join(root, 'load'),
      entry: 'a.ts',
    });
  });

  it('holds everything that is imported', async () => {
    const root = project({
      'load/a.ts': scenario("import { value } from '../lib/b.ts';"),
      'lib/b.ts': 'export const value = 1;',
    });
    expect(await compileScenario(join(root, 'load/a.ts'))).toMatchObject({ root, entry: 'load/a.ts' });
  });

  it('is not in the code, and neither is any other directory of this machine', async () => {
    const root = project({
      'load/a.ts': scenario("import { value } from '../lib/b.ts';"),
      'lib/b.ts': 'export const value = 1;',
    });
    const { code } = await compileScenario(join(root, 'load/a.ts'));
    const map = JSON.parse(Buffer.from(/base64,(.*)/.exec(code)?.[1] ?? '', 'base64').toString('utf8'));
    expect(map).toMatchObject({ sources: ['lib/b.ts', 'load/a.ts'], sourceRoot: 'file:///' });
    expect(code).not.toContain(root.slice(1));
    expect(JSON.stringify(map)).not.toContain(root.slice(1));
  });

  it.each([
    ['of files in one directory is that', ['/a/b/c.ts', '/a/b/d.ts'], '/a/b'],
    ['of files at different depths is what they share', ['/a/b/c/d.ts', '/a/b/e.ts'], '/a/b'],
    ['does not take half a name', ['/a/bc/d.ts', '/a/b/e.ts'], '/a'],
    ['of files that share nothing is the root of all', ['/a/b.ts', '/c/d.ts'], '/'],
  ])('%s', (_, files, directory) => {
    expect(commonDirectory(files)).toBe(directory);
  });
});

describe('a scenario that does not compile', () => {
  it('names every place with its line and column', async () => {
    const root = project({
      'a.ts': "import { b } from './none.ts';\nimport c from './neither.ts';\nexport default () => b + c;",
    });
    const file = join(root, 'a.ts');
    await expect(compileScenario(file)).rejects.toMatchObject({
      code: 'SCRIPT_INVALID',
      message: `scenario "${file}" does not compile`,
      places: [
        { file, line: 1, column: 19, message: 'Could not resolve "./none.ts"' },
        { file, line: 2, column: 15, message: 'Could not resolve "./neither.ts"' },
      ],
    });
  });

  it.each([
    ['syntax', 'const a = ;\nexport default () => a;', 1, 11],
    ['the syntax of a file that it imports', "import './b.ts';\nexport default () => 1;", 2, 5],
  ])('names the place of wrong %s', async (_, source, line, column) => {
    const root = project({ 'a.ts': source, 'b.ts': '\nlet 1 = 2;' });
    await expect(compileScenario(join(root, 'a.ts'))).rejects.toMatchObject({ places: [{ line, column }] });
  });

  it.each([
    ['a module of Node', "import { readFileSync } from 'node:fs';\nexport default () => readFileSync('x');"],
    [
      'a module of Node by its short name',
      "import { readFileSync } from 'fs';\nexport default () => readFileSync('x');",
    ],
    ['a package that is not installed', "import { a } from 'not-installed';\nexport default () => a;"],
  ])('says what k6 cannot do with %s', async (_, source) => {
    const root = project({ 'a.ts': source });
    await expect(compileScenario(join(root, 'a.ts'))).rejects.toMatchObject({
      hint: expect.stringContaining('k6 has no Node modules and no package that is not installed'),
    });
  });
});
