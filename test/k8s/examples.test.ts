import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { kubernetesConfigSchema } from '../../k8s/config.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const defaults = kubernetesConfigSchema.parse({});

const podSchema = z.looseObject({
  serviceAccountName: z.string(),
  containers: z.array(z.looseObject({ image: z.string() })),
});
const jobSchema = z.looseObject({
  metadata: z.looseObject({ annotations: z.record(z.string(), z.string()) }),
  spec: z.looseObject({ backoffLimit: z.int(), template: z.looseObject({ spec: podSchema }) }),
});
const externalSecretSchema = z.looseObject({
  spec: z.looseObject({
    target: z.looseObject({ name: z.string() }),
    data: z.array(z.looseObject({ secretKey: z.string() })),
  }),
});

describe('the Argo CD hook', () => {
  const job = jobSchema.parse(parse(read('k8s/examples/argo-cd-post-sync.yaml')));

  it('fails the sync with the first failed run', () => {
    expect(job.metadata.annotations['argocd.argoproj.io/hook']).toBe('PostSync');
    expect(job.spec.backoffLimit).toBe(0);
  });

  it("has the same pod as the chart's scheduled run, but for the image", () => {
    const { image: _hook, ...container } = job.spec.template.spec.containers[0] ?? { image: '' };
    const chart =
      read('test/k8s/golden/chart-everything.yaml')
        .split('---\n')
        .find((text) => text.includes('kind: CronJob')) ?? '';
    const { jobTemplate } = z
      .looseObject({ spec: z.looseObject({ jobTemplate: jobSchema.omit({ metadata: true }) }) })
      .parse(parse(chart, { merge: true })).spec;
    const {
      image: _chart,
      envFrom: _envFrom,
      ...scheduled
    } = jobTemplate.spec.template.spec.containers[0] ?? { image: '' };
    expect(container).toEqual(scheduled);
    expect(job.spec.template.spec.serviceAccountName).toBe(jobTemplate.spec.template.spec.serviceAccountName);
    expect(job.spec.template.spec.securityContext).toEqual(jobTemplate.spec.template.spec.securityContext);
  });
});

describe('the ExternalSecret', () => {
  const text = read('k8s/examples/external-secret.yaml');
  const { spec } = externalSecretSchema.parse(parse(text));

  it('makes the Secret that its comment has the configuration name', () => {
    const [, written = ''] = /kubernetes: (\{.*\})/.exec(text) ?? [];
    expect(kubernetesConfigSchema.parse(parse(written)).envFrom).toEqual([{ secret: spec.target.name }]);
  });

  it('has keys that can be variables of a script', () => {
    const env = Object.fromEntries(spec.data.map(({ secretKey }) => [secretKey, '']));
    expect(kubernetesConfigSchema.safeParse({ env })).toMatchObject({ success: true });
  });
});

describe('the image of the command line', () => {
  const dockerfile = read('k8s/image/Dockerfile');

  it('has the k6 and the Node of the pods', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);
    expect(new Set(bases)).toEqual(new Set([defaults.images.k6, defaults.images.node]));
  });

  it('lets the build see all that it reads', () => {
    const ignored = read('k8s/image/Dockerfile.dockerignore');
    const allowed = [...ignored.matchAll(/^!(.*)$/gm)].map(([, path]) => path ?? '');
    const { include } = z
      .object({ include: z.array(z.string()) })
      .parse(JSON.parse(read('tsconfig.build.json')));
    const inputs = include.map((path) => path.split('/')[0]);
    expect(allowed).toEqual(
      expect.arrayContaining([...inputs, 'tools', 'package.json', 'package-lock.json']),
    );
    for (const path of allowed) expect(existsSync(new URL(path, root))).toBe(true);
  });

  it('carries what the package publishes', () => {
    const { files } = z.object({ files: z.array(z.string()) }).parse(JSON.parse(read('package.json')));
    for (const path of files)
      expect(dockerfile).toContain(`COPY --from=build /src/${path} /opt/loadtest/${path}`);
  });
});
