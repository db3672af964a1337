import { describe, expect, it } from 'vitest';
import { stageJobs } from '../../k8s/manifests/stage-job.ts';
import { workerJob } from '../../k8s/manifests/worker-job.ts';
import { planOf, settingsOf } from './plan-fixture.ts';

const seed = { image: 'registry.example/seed:1.4', command: ['seed', '--users', '100'] };
const owner = { name: 'loadtest-20261123-161526-8qe5', uid: 'uid-1' };
const jobsOf = (kubernetes: object) => stageJobs(planOf(), settingsOf(kubernetes), owner);

describe('the Jobs before and after a load', () => {
  it('are made suspended, in their order, owned by the run', () => {
    const jobs = jobsOf({ prepare: [seed, seed], cleanup: [seed] });
    expect(jobs.map(({ metadata }) => metadata?.name)).toEqual([
      'loadtest-20261123-161526-8qe5-prepare-0',
      'loadtest-20261123-161526-8qe5-prepare-1',
      'loadtest-20261123-161526-8qe5-cleanup-0',
    ]);
    for (const { metadata, spec } of jobs) {
      expect(metadata?.ownerReferences).toMatchObject([owner]);
      expect(spec).toMatchObject({ suspend: true, backoffLimit: 0, activeDeadlineSeconds: 300 });
    }
  });

  it('meet the restricted Pod Security level as the user of their image, or another', () => {
    const [plain, numbered] = jobsOf({ prepare: [seed, { ...seed, user: 1_001 }] }).map(
      ({ spec }) => spec?.template.spec,
    );
    expect(plain?.securityContext).toEqual({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(numbered?.securityContext).toMatchObject({ runAsUser: 1_001 });
    expect(plain?.containers[0]?.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('have an account only if they name one', () => {
    const [plain, named] = jobsOf({ prepare: [seed, { ...seed, serviceAccountName: 'seeder' }] }).map(
      ({ spec }) => spec?.template.spec,
    );
    expect(plain?.automountServiceAccountToken).toBe(false);
    expect(named).toMatchObject({ automountServiceAccountToken: true, serviceAccountName: 'seeder' });
  });

  it('keep the workers from starting until all is prepared', () => {
    const suspended = (kubernetes: object) => workerJob(planOf(), settingsOf(kubernetes)).spec?.suspend;
    expect(suspended({ prepare: [seed] })).toBe(true);
    expect(suspended({ cleanup: [seed] })).toBeUndefined();
  });
});
