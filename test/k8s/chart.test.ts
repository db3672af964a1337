import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { observerRights, role, runRights } from '../../k8s/manifests/role.ts';

const chart = fileURLToPath(new URL('../../k8s/chart', import.meta.url));
const buildMs = 15 * 60_000;
let helm: string;

beforeAll(() => {
  const build = fileURLToPath(new URL('../tools/helm/build', import.meta.url));
  helm = execFileSync(build, { stdio: ['ignore', 'pipe', 'inherit'] })
    .toString('utf8')
    .trim();
}, buildMs);

function template(...sets: string[]) {
  const values = sets.flatMap((set) => ['--set', set]);
  const args = ['template', 'demo', chart, '--namespace', 'load', '--kube-version', '1.34', ...values];
  const { status, stdout, stderr } = spawnSync(helm, args, { encoding: 'utf8' });
  return { exitCode: status, stdout, stderr };
}

const objectSchema = z.looseObject({ kind: z.string(), rules: z.array(z.unknown()).optional() });

const objectsOf = (yaml: string) =>
  parseAllDocuments(yaml).flatMap((document) => {
    const object: unknown = document.toJS();
    return object === null ? [] : [objectSchema.parse(object)];
  });

const image = ['scheduledRun.enabled=true', 'scheduledRun.image.repository=registry.example/shop-loadtest'];
const everything = [
  ...image,
  'scheduledRun.image.tag=1.4.0',
  'scheduledRun.pullSecrets={registry}',
  'scheduledRun.resultsClaim=results',
  'scheduledRun.envFrom[0].secretRef.name=shop-credentials',
  'scheduledRun.nodeSelector.pool=load',
  'scheduledRun.tolerations[0].key=pool',
  'scheduledRun.tolerations[0].operator=Exists',
  'namespace.create=true',
  'namespace.name=load-tests',
  'observer=true',
  'serviceAccount.annotations.team=shop',
  'subjects[0].kind=Group',
  'subjects[0].name=platform-engineers',
  'subjects[0].apiGroup=rbac.authorization.k8s.io',
];

describe('the chart', () => {
  it('passes Helm in its strictest mood', () => {
    expect(spawnSync(helm, ['lint', '--strict', chart], { encoding: 'utf8' })).toMatchObject({ status: 0 });
  });

  it.each([
    ['chart-default.yaml', []],
    ['chart-everything.yaml', everything],
  ])('renders %s as it was reviewed', async (file, sets) => {
    const { exitCode, stdout } = template(...sets);
    expect(exitCode).toBe(0);
    await expect(stdout).toMatchFileSnapshot(`golden/${file}`);
  });

  it.each([
    ['runs', [], runRights],
    ['runs and the observer', ['observer=true'], [...runRights, ...observerRights]],
  ])('grants what %s need, and nothing else', (_, sets, rights) => {
    const rendered = objectsOf(template(...sets).stdout).find(({ kind }) => kind === 'Role');
    expect(rendered?.rules).toEqual(role('loadtest', 'load', rights).rules);
  });

  it.each([
    ['an image that floats', [...image, 'scheduledRun.image.tag=latest'], '/scheduledRun/image/tag'],
    ['an image without tag and digest', image, '/scheduledRun/image'],
    ['a schedule that is none', ['scheduledRun.schedule=daily'], '/scheduledRun/schedule'],
    ['a key that does not exist', ['scheduledRuns.enabled=true'], "'scheduledRuns' not allowed"],
  ])('refuses %s', (_, sets, place) => {
    const { exitCode, stderr } = template(...sets);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining(place)]);
  });
});
