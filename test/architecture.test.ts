import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { stripComments } from './strip-comments.ts';

const root = join(import.meta.dirname, '..');

/** What the files of a room may import besides each other, the narrower room first. */
const rooms: readonly { readonly path: string; readonly imports: readonly string[] }[] = [
  { path: 'core/load', imports: [] },
  { path: 'core', imports: [] },
  { path: 'scenarios/lib', imports: ['core/load'] },
  { path: 'scenarios', imports: ['core/load'] },
  { path: 'runner', imports: ['core'] },
  { path: 'k8s', imports: ['runner', 'core'] },
  { path: 'estimator', imports: ['core'] },
  { path: 'reports', imports: ['core'] },
  { path: 'sample-api', imports: [] },
  { path: 'cli', imports: ['core', 'runner', 'k8s', 'estimator', 'reports'] },
  { path: 'index.ts', imports: ['core', 'cli'] },
];

/** Where Node is at hand only for what stands here. */
const pure: readonly { readonly path: string; readonly but: readonly string[] }[] = [
  { path: 'core', but: ['core/context.ts'] },
  { path: 'estimator', but: [] },
  { path: 'reports', but: ['reports/chart-library.ts'] },
  { path: 'scenarios/lib', but: [] },
  { path: 'k8s/manifests', but: [] },
  { path: 'runner/plan', but: [] },
  { path: 'runner/result', but: ['runner/result/exceptions.ts', 'runner/result/run-end.ts'] },
];

/** Programs, which own their process, and the few files that know or signal one. */
const mayTouchProcess = [
  'cli/main.ts',
  'cli/context.ts',
  'sample-api/main.ts',
  'runner/worker/main.ts',
  'runner/local/guardian.ts',
  'k8s/coordinator/main.ts',
  'runner/aws/client-settings.ts',
  'k8s/reader/main.ts',
  'runner/local/entry-point.ts',
  'runner/local/process-group.ts',
  'runner/local/shell-of.ts',
  'runner/store/owner.ts',
  'runner/store/write-whole.ts',
  'runner/coordinator/journal.ts',
];

/** The TypeScript files of a room, by their paths from the root. */
function filesIn(room: string): string[] {
  if (room.endsWith('.ts')) return [room];
  return readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => `${room}/${file}`);
}

const files = [...new Set(rooms.flatMap(({ path }) => filesIn(path)))];
const others = [...filesIn('test'), ...filesIn('tools')];

/** esbuild drops imports of types: as plain imports they stand in the metafile too. */
const keepTypeImports: Plugin = {
  name: 'keep-type-imports',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(
        /^(import type (?=[{*\w])|export type (?=[{*]))/gm,
        (words) => words.replace('type ', ''),
      ),
      loader: 'ts',
    }));
  },
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

async function importsOf(plugins: Plugin[]): Promise<Import[]> {
  const { metafile } = await build({
    entryPoints: files,
    absWorkingDir: root,
    bundle: true,
    write: false,
    outdir: 'none',
    format: 'esm',
    platform: 'node',
    packages: 'external',
    external: ['k6', 'k6/*'],
    loader: { '.awk': 'text', '.sh': 'text' },
    metafile: true,
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: plugins.length > 0 } },
    plugins,
  });
  return Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
    imports.map(({ path, kind }) => ({ from, to: path, kind })),
  );
}

let all: readonly Import[];
let atRunTime: readonly Import[];

beforeAll(async () => {
  [all, atRunTime] = await Promise.all([importsOf([keepTypeImports]), importsOf([])]);
});

const isIn = (file: string, path: string) => file === path || file.startsWith(`${path}/`);
const roomOf = (file: string) => rooms.find(({ path }) => isIn(file, path));
const show = ({ from, to }: Import) => `${from} -> ${to}`;

describe('the imports', () => {
  it('are all seen', () => {
    expect(files.length).toBeGreaterThan(200);
    expect(all.map(show)).toContain('runner/coordinator/merge.ts -> core/records/index.ts');
    expect(all.map(show)).toContain('runner/coordinator/journal.ts -> node:fs');
    expect(all.length).toBeGreaterThan(atRunTime.length);
  });

  it('point downward, from each room only to those below it', () => {
    const upward = all.filter(({ from, to }) => {
      const [own, other] = [roomOf(from), roomOf(to)];
      if (!own || (!other && !isIn(to, 'test') && !isIn(to, 'tools'))) return false;
      return (
        !other ||
        (own !== other && !isIn(other.path, own.path) && !own.imports.some((path) => isIn(to, path)))
      );
    });
    expect(upward.map(show)).toEqual([]);
  });

  it('of pure files name nothing of Node', () => {
    const impure = all.filter(
      ({ from, to }) =>
        to.startsWith('node:') && pure.some(({ path, but }) => isIn(from, path) && !but.includes(from)),
    );
    expect(impure.map(show)).toEqual([]);
  });

  it("of the scenarios' library and what it stands on name no package", () => {
    const packages = all.filter(
      ({ from, to }) => (isIn(from, 'scenarios/lib') || isIn(from, 'core/load')) && !files.includes(to),
    );
    expect(packages.filter(({ to }) => to !== 'k6' && !to.startsWith('k6/')).map(show)).toEqual([]);
  });

  it('of clients of AWS wait until one is needed, and prices are read in one place', () => {
    const clients = atRunTime.filter(({ to }) => to.startsWith('@aws-sdk/'));
    expect(clients.filter(({ kind }) => kind !== 'dynamic-import').map(show)).toEqual([]);
    const pricing = all.filter(({ to }) => to === '@aws-sdk/client-pricing');
    expect(pricing.map(show)).toEqual(['runner/aws/price-list.ts -> @aws-sdk/client-pricing']);
  });

  it('make no circle when they run', () => {
    expect(circles(atRunTime)).toEqual([]);
  });
});

/** Every circle that a walk along the imports comes upon. */
function circles(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) found.push([...trail.slice(trail.indexOf(file)), file].join(' -> '));
    if (done.has(file) || trail.includes(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) walk(file, []);
  return found;
}

describe('a file', () => {
  const lines = (file: string) => readFileSync(join(root, file), 'utf8').split('\n').length - 1;

  it.each([
    ['has at most 300 lines', files, 300],
    ['of tests has at most 400 lines', others, 400],
  ] as const)('%s', (_, some, most) => {
    expect(some.filter((file) => lines(file) > most).map((file) => `${file}: ${lines(file)}`)).toEqual([]);
  });

  const code = (file: string) => stripComments(readFileSync(join(root, file), 'utf8'));

  it('touches its process only at the rim', () => {
    const touching = files.filter(
      (file) => !isIn(file, 'scenarios') && /(?<![\w.'"`/-])process\.\w/.test(code(file)),
    );
    expect(touching.filter((file) => !mayTouchProcess.includes(file))).toEqual([]);
    expect(mayTouchProcess.filter((file) => !touching.includes(file))).toEqual([]);
  });

  it('prints to the console only where k6 runs it', () => {
    const printing = files.filter(
      (file) => !isIn(file, 'scenarios') && /(?<![\w.'"`])console\.\w/.test(code(file)),
    );
    expect(printing).toEqual([]);
  });

  it('has a name in kebab case', () => {
    const names = [...files, ...others].map((file) => relative(dirname(file), file));
    expect(names.filter((name) => !/^\.?[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|d))?\.ts$/.test(name))).toEqual(
      [],
    );
  });
});
