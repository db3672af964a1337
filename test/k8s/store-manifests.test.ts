import { describe, expect, it } from 'vitest';
import { readerJob } from '../../k8s/manifests/reader-job.ts';
import { podLabels, runLabels } from '../../k8s/run-names.ts';
import { objectsOf, planOf, settingsOf, specOf } from './plan-fixture.ts';

describe('the coordinator', () => {
  const claim = objectsOf({ results: { claim: 'results' } });
  const bucketOf = (more: object) => objectsOf({ results: { bucket: 'load-tests', ...more } });

  it('writes to its own disk, and keeps the run on the volume of a claim', () => {
    expect(claim.coordinator.volumes?.slice(-2)).toEqual([
      { name: 'results', emptyDir: {} },
      { name: 'store', persistentVolumeClaim: { claimName: 'results' } },
    ]);
    expect(claim.settings().store).toEqual({ directory: '/store' });
  });

  it('is told of a bucket, and gets the keys of its Secret alone', () => {
    const { coordinator, worker, settings, all } = bucketOf({ credentialsSecret: 'keys', prefix: 'team' });
    expect(settings().store).toEqual({ bucket: 'load-tests', prefix: 'team', region: 'us-east-1' });
    const fromSecret = coordinator.containers[0]?.env?.flatMap(({ name, valueFrom }) =>
      valueFrom?.secretKeyRef?.name === 'keys' ? [[name, valueFrom.secretKeyRef.optional ?? false]] : [],
    );
    expect(fromSecret).toEqual([
      ['AWS_ACCESS_KEY_ID', false],
      ['AWS_SECRET_ACCESS_KEY', false],
      ['AWS_SESSION_TOKEN', true],
    ]);
    expect(JSON.stringify(worker)).not.toContain('AWS_');
    expect(JSON.stringify(all.filter(({ kind }) => kind !== 'Job'))).not.toContain('keys');
  });

  it('stays for cleanup Jobs, which would go with it', () => {
    const cleanup = [{ image: 'seed:1', command: ['drop'] }];
    const results = { claim: 'results' };
    expect(claim.settings()).toMatchObject({ retainMs: 86_400_000, storedRetainMs: 120_000 });
    expect(objectsOf({ results, cleanup }).settings()).toMatchObject({ storedRetainMs: 86_400_000 });
  });

  it('has the account with the role for itself', () => {
    const { coordinator, worker } = bucketOf({ serviceAccountName: 'results-writer' });
    expect([coordinator.serviceAccountName, worker.serviceAccountName]).toEqual([
      'results-writer',
      undefined,
    ]);
    expect(coordinator.automountServiceAccountToken).toBe(false);
  });

  it.each<[string, object, readonly object[]]>([
    ['S3 with the keys of a Secret', { credentialsSecret: 'keys' }, [{ ports: ports(443) }]],
    [
      'a service of another port',
      { credentialsSecret: 'keys', endpoint: 'http://minio:9000' },
      [{ ports: ports(9000) }],
    ],
    [
      'S3 with a role, for which it asks STS or the agent of its node',
      {},
      [
        { ports: ports(443) },
        {
          to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }],
          ports: ports(80),
        },
      ],
    ],
  ])('may reach %s', (_, more, rules) => {
    const plain = objectsOf().policy('coordinator')?.egress ?? [];
    expect(bucketOf(more).policy('coordinator')?.egress).toEqual([...plain, ...rules]);
    expect(bucketOf(more).policy('worker')).toEqual(objectsOf().policy('worker'));
  });
});

function ports(port: number) {
  return [{ protocol: 'TCP', port }];
}

describe('the reader of a volume', () => {
  const settings = { ...settingsOf({ results: { claim: 'results' } }), claim: 'results', program: 'serve()' };
  const job = readerJob(planOf().runId, settings);

  it('is a restricted pod by itself, which sees the volume and nothing else, and ends by itself', () => {
    const spec = specOf(job);
    expect(spec.volumes).toEqual([
      { name: 'scratch', emptyDir: {} },
      { name: 'store', persistentVolumeClaim: { claimName: 'results', readOnly: true } },
    ]);
    expect(spec.containers[0]?.command).toEqual(['node', '--input-type=module', '--eval', 'serve()']);
    expect(spec.securityContext).toEqual(objectsOf().coordinator.securityContext);
    expect(job.spec).toMatchObject({ activeDeadlineSeconds: 900, ttlSecondsAfterFinished: 0 });
    expect(job.metadata?.labels).toMatchObject(runLabels(planOf().runId));
  });

  it('is taken for no run, and for no other pod of one', () => {
    expect(job.metadata?.annotations).toBeUndefined();
    expect(job.metadata?.name).toBe('loadtest-20261123-161526-8qe5-reader');
    expect(job.spec?.template.metadata?.labels).toMatchObject(podLabels(planOf().runId, 'reader'));
  });
});
