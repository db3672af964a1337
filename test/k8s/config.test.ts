import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { kubernetesConfigSchema, kubernetesConfigShape } from '../../k8s/config.ts';
import { parseQuantity } from '../../k8s/quantity.ts';

describe('the configuration of runs on Kubernetes', () => {
  it('needs nothing', () => {
    expect(z.strictObject(kubernetesConfigShape).parse({}).kubernetes).toMatchObject({
      images: { k6: 'docker.io/grafana/k6:2.2.0', node: 'docker.io/library/node:22-alpine' },
      resources: { cpu: '1', memory: '1Gi', requests: {} },
      retainMs: 86_400_000,
      readyTimeoutMs: 300_000,
    });
  });

  it.each([
    [
      'an image by tag and port of its registry',
      { images: { k6: 'registry.example:5000/team/k6:2.2.0-r1' } },
    ],
    ['an image by digest', { images: { node: `node@sha256:${'0'.repeat(64)}` } }],
    ['an image by tag and digest', { images: { node: `node:22@sha256:${'0'.repeat(64)}` } }],
    ['a number for a quantity', { resources: { cpu: 2 } }],
    ['a claim for results', { results: { claim: 'results' } }],
    ['a bucket for results', { results: { bucket: 'load-tests', prefix: 'shop/checkout' } }],
  ])('takes %s', (_, config) => {
    expect(kubernetesConfigSchema.safeParse(config)).toMatchObject({ success: true });
  });

  it.each([
    ['an image without a tag', { images: { k6: 'grafana/k6' } }, 'tag'],
    ['an image without a tag at a registry with a port', { images: { k6: 'registry:5000/k6' } }, 'tag'],
    ['the image that is the latest', { images: { k6: 'grafana/k6:latest' } }, 'latest'],
    ['no CPU', { resources: { cpu: '0' } }, 'quantity > 0'],
    ['memory in a unit that is none', { resources: { memory: '512MB' } }, 'quantity > 0'],
    ['a label that selects pods', { labels: { 'app.kubernetes.io/component': 'x' } }, 'belongs to loadtest'],
    ['a label that is too long', { labels: { team: 'x'.repeat(64) } }, '63 characters'],
    ['a variable that configures k6', { env: { K6_VUS: '5' } }, 'k6 itself'],
    ['a proxy', { env: { HTTPS_PROXY: 'http://proxy' } }, 'k6 itself'],
    ['a variable of the supervisor', { env: { LOADTEST_TOKEN: 'x' } }, 'belong to loadtest'],
    ['a name that Kubernetes refuses', { namespace: 'Load_Tests' }, 'must be a name'],
    ['a key that does not exist', { image: 'k6' }, 'image'],
    ['results that are kept nowhere', { results: { prefix: 'shop' } }, 'name of a claim, or with that of a'],
    ['a bucket by its URL', { results: { bucket: 's3://load-tests' } }, 'name of a bucket'],
    ['a prefix that leaves its place', { results: { bucket: 'load-tests', prefix: 'a/../b' } }, 'such as'],
    ['an endpoint without a scheme', { results: { bucket: 'load-tests', endpoint: 'minio:9000' } }, 'URL'],
  ])('refuses %s', (_, config, reason) => {
    const { error } = kubernetesConfigSchema.safeParse(config);
    expect(JSON.stringify(error?.issues)).toContain(reason);
  });

  it('has a JSON Schema for editors', () => {
    expect(z.toJSONSchema(kubernetesConfigSchema, { io: 'input' })).toHaveProperty('properties.tolerations');
  });
});

describe('parseQuantity', () => {
  it.each([
    ['2', 2],
    ['500m', 0.5],
    ['1.5', 1.5],
    ['1Gi', 2 ** 30],
    ['128Mi', 128 * 2 ** 20],
    ['1G', 1e9],
    ['1e3', 1_000],
    ['2E', 2e18],
    ['12e-1', 1.2],
  ])('reads %s', (text, value) => {
    expect(parseQuantity(text)).toBeCloseTo(value, 9);
  });

  it.each(['', 'Gi', '1GB', '-1', '1 Gi', '1,5', 'half'])('holds %j for none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('gives a thousandth for a thousandth', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e6 }), (value) => {
        expect(parseQuantity(`${value}m`)).toBeCloseTo((parseQuantity(`${value}`) ?? Number.NaN) / 1_000, 6);
      }),
    );
  });
});
