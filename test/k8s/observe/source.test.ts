import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { KubernetesObserver } from '../../../k8s/observe/config.ts';
import { observeKubernetes } from '../../../k8s/observe/source.ts';
import { makeContext } from '../../runner/test-context.ts';
import { type ApiServer, type Reply, startApiServer } from './api-server.ts';

const deployment = {
  spec: {
    selector: {
      matchLabels: { app: 'shop' },
      matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 'api'] }],
    },
  },
};

const podNamed = (
  name: string,
  restartCount = 0,
  limits: object | undefined = { cpu: '500m', memory: '256Mi' },
) => ({
  metadata: { name, uid: `uid-${name}` },
  spec: { containers: [{ name: 'shop', resources: { limits } }] },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ restartCount }],
  },
});

const metricsOf = (name: string, timestamp: string, cpu: string, memory = '64Mi') => ({
  metadata: { name },
  timestamp,
  window: '15.2s',
  containers: [{ name: 'shop', usage: { cpu, memory } }],
});

const now = () => new Date().toISOString();

const workload = (): Record<string, Reply> => ({
  '/deployments/shop': deployment,
  '/api/v1/namespaces/shop/pods': { items: [podNamed('shop-1'), podNamed('shop-2')] },
  '/metrics.k8s.io/v1beta1/namespaces/shop/pods': {
    items: [metricsOf('shop-1', now(), '250m'), metricsOf('shop-2', now(), '120500000n', '65536Ki')],
  },
});

let api: ApiServer;
const ctx = makeContext();

beforeEach(async () => {
  api = await startApiServer(ctx.cwd, workload());
  vi.stubEnv('KUBECONFIG', api.kubeconfig);
});

afterEach(() => {
  api.close();
  vi.unstubAllEnvs();
});

/** What is seen in the time of one reading and the last one. The run's clock began when it was made. */
async function observe(observer: Partial<KubernetesObserver> = {}, betweenReadings = () => {}) {
  const originMs = ctx.monotonicMs();
  const source = observeKubernetes(ctx, { type: 'kubernetes', deployment: 'shop', ...observer }, {});
  const before = api.asked.length;
  await source.start({ tMs: () => ctx.monotonicMs() - originMs });
  await vi.waitFor(() => expect(source.fresh?.()).not.toEqual([]), { timeout: 12_000 });
  betweenReadings();
  const series = await source.finish({ startMs: -60_000, endMs: 60_000 });
  return {
    series: Object.fromEntries(series.map((one) => [one.metric, one])),
    asked: api.asked.slice(before),
  };
}

const valuesOf = (series: { readonly points: readonly (readonly [number, number | null])[] } | undefined) =>
  series?.points.map(([, value]) => value);

describe('observeKubernetes', () => {
  it('sums CPU and memory over the pods of the workload, and counts them', async () => {
    const { series, asked } = await observe();
    expect(asked).toContain('/api/v1/namespaces/shop/pods?labelSelector=app=shop,tier in (web,api)');
    expect(series.cpu_cores).toMatchObject({
      source: 'kubernetes',
      resource: 'shop',
      query: 'pods of deployment shop',
      stamps: 'end',
      unit: 'cores',
    });
    expect(valuesOf(series.cpu_cores)).toEqual([null, expect.closeTo(0.3705)]);
    expect(valuesOf(series.busiest_pod_cores)).toEqual([null, 0.25]);
    expect(valuesOf(series.memory_bytes)).toEqual([2 * 64 * 2 ** 20]);
    expect(valuesOf(series.replicas)).toEqual([2, 2]);
    expect(valuesOf(series.cpu_limit_cores)).toEqual([1, 1]);
    expect(valuesOf(series.memory_limit_bytes)).toEqual([512 * 2 ** 20, 512 * 2 ** 20]);
    expect(Object.values(series).flatMap(({ unavailable }) => unavailable ?? [])).toEqual([]);
  });

  it('counts restarts since it began, also those of a pod that took the place of another', async () => {
    api.replies['/api/v1/namespaces/shop/pods'] = { items: [podNamed('shop-1', 7)] };
    const { series } = await observe({}, () => {
      const successor = { ...podNamed('shop-1', 2), metadata: { name: 'shop-1', uid: 'another' } };
      api.replies['/api/v1/namespaces/shop/pods'] = { items: [successor] };
    });
    expect(valuesOf(series.restarts)).toEqual([0, 2]);
  });

  it('shows no limits where a container has none', async () => {
    api.replies['/api/v1/namespaces/shop/pods'] = { items: [podNamed('shop-1', 0, {}), podNamed('shop-2')] };
    expect(Object.keys((await observe()).series)).not.toContain('cpu_limit_cores');
  });

  it.each([0, 90_000, -90_000])(
    'places a sample on the clock of the run when the cluster is %d ms ahead',
    async (aheadMs) => {
      api.clockAheadMs = aheadMs;
      const timestamp = new Date(Date.now() + aheadMs).toISOString();
      api.replies['/api/v1/namespaces/shop/pods'] = { items: [podNamed('shop-1')] };
      api.replies['/metrics.k8s.io/v1beta1/namespaces/shop/pods'] = {
        items: [metricsOf('shop-1', timestamp, '1')],
      };
      const { series } = await observe();
      const [start, end] = series.cpu_cores?.points ?? [];
      expect(Math.abs(end?.[0] ?? Number.NaN)).toBeLessThan(1_500);
      expect((end?.[0] ?? 0) - (start?.[0] ?? 0)).toBeCloseTo(15_200, -1);
      const { offsetMs = Number.NaN, withinMs = 0 } = series.cpu_cores?.clock ?? {};
      expect(Math.abs(offsetMs - aheadMs)).toBeLessThanOrEqual(withinMs + 50);
    },
  );

  const metrics = '/metrics.k8s.io/v1beta1/namespaces/shop/pods';
  it.each<[string, string, Reply, RegExp]>([
    ['no metrics API', metrics, 404, /no metrics API that answers: install metrics-server/],
    ['a metrics API that is down', metrics, 503, /no metrics API that answers/],
    ['no right to the metrics', metrics, 403, /cannot read the metrics API: said 403; the documented Role/],
    ['an answer that is something else', metrics, { items: 'many' }, /not understood/],
    ['pods without figures', metrics, { items: [] }, /has nothing of shop-1, shop-2 yet/],
    ['an API server that is overloaded', metrics, 429, /cannot read the metrics API: said 429/],
  ])('says what is missing, and reads the rest: %s', async (_, path, reply, reason) => {
    api.replies[path] = reply;
    const { series } = await observe();
    expect(series.cpu_cores).toMatchObject({ points: [], unavailable: expect.stringMatching(reason) });
    expect(series.memory_bytes?.unavailable).toMatch(reason);
    expect(series.replicas?.unavailable).toBeUndefined();
    expect(valuesOf(series.replicas)).toEqual([2, 2]);
  });

  it.each<[string, string, Reply, RegExp]>([
    ['no such workload', '/deployments/shop', 404, /cannot read deployment shop: said 404/],
    ['no right to the workload', '/deployments/shop', 403, /docs\/kubernetes\.md/],
    [
      'no right to its pods',
      '/api/v1/namespaces/shop/pods',
      403,
      /cannot list pods: said 403; the documented Role/,
    ],
  ])('knows nothing without the pods: %s', async (_, path, reply, reason) => {
    api.replies[path] = reply;
    const { series } = await observe();
    expect(Object.values(series).map(({ unavailable }) => unavailable)).toEqual(
      Object.values(series).map(() => expect.stringMatching(reason)),
    );
    expect(valuesOf(series.replicas)).toEqual([null, null]);
  });

  it('marks the time in which the API server did not answer, and goes on after it', async () => {
    const replies = { ...api.replies };
    for (const path of Object.keys(replies)) api.replies[path] = 500;
    const { series } = await observe({}, () => Object.assign(api.replies, replies));
    expect(valuesOf(series.replicas)).toEqual([null, 2]);
    expect(series.replicas?.unavailable).toBeUndefined();
  });

  it('names the context that is not there', async () => {
    const { series } = await observe({ context: 'nowhere' });
    expect(series.cpu_cores?.unavailable).toMatch(/no Kubernetes context "nowhere"; choose one of recorded/);
  });

  it('does not wait for an API server that is silent', async () => {
    for (const path of Object.keys(api.replies)) api.replies[path] = 'silence';
    const source = observeKubernetes(ctx, { type: 'kubernetes', selector: 'app=shop' }, {});
    await source.start({ tMs: () => 0 });
    await vi.waitFor(() => expect(api.asked.length).toBeGreaterThan(0));
    const series = await source.finish({ startMs: 0, endMs: 1 });
    expect(series.map(({ unavailable }) => unavailable)).toContainEqual(
      expect.stringMatching(/cannot list pods: .*abort/),
    );
  });
});
