import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { exitCode as codes } from '../../core/exit-code.ts';
import { type Estimate, estimateSchema } from '../../core/records/index.ts';
import { runToEnd } from '../../runner/process.ts';
import { kubectl } from '../e2e-k8s/kubectl.ts';
import type { Cluster } from '../e2e-k8s/session.ts';
import type { Check } from './check.ts';
import { sampleDeployment } from './sample-deployment.ts';

/** What the loop is closed around. A pod has a fifth of a core, so that all of them fit a small machine. */
const pod = { cpu: '200m', memory: '192Mi' };
const cpuMs = 5;
const withinMs = 300;
const designPerSec = 75;

/** Of one pod, whose quota is used up at 40 requests a second. */
const stairs = { rates: [8, 14, 20, 26, 32], stepSeconds: 75 };
const confirmSeconds = 90;

const namespace = 'loadtest-loop';
const url = `http://sample-api.${namespace}.svc.cluster.local`;
const program = join(import.meta.dirname, '../../dist/cli/main.js');
const script = join(import.meta.dirname, 'scripts/visits.js');

interface Loop {
  readonly ctx: Context;
  readonly cluster: Cluster;
  /** Progress, for whoever waits. */
  readonly say: (line: string) => void;
}

/**
 * Measures one pod of a real Deployment, has the estimator say how many of just such pods keep a latency objective at a design
 * load, and runs that load against as many, and against one fewer: the first must pass, the second fail.
 */
export async function checkClosedLoop(loop: Loop): Promise<readonly Check[]> {
  const directory = await mkdtemp(join(tmpdir(), 'loadtest-loop-'));
  const call = caller(loop, directory);
  const scale = scaler(loop);
  try {
    await writeFile(join(directory, 'loadtest.config.json'), JSON.stringify(config));
    await kubectl(
      loop.cluster,
      ['apply', '--server-side', '-f', '-'],
      await sampleDeployment(namespace, pod, settings),
    );
    await scale(1);
    await call(
      [codes.ok],
      ...runOf({ RATES: stairs.rates.join(','), STEP_SECONDS: String(stairs.stepSeconds) }),
    );
    const users = ['--concurrent-users', String(designPerSec), '--requests-per-user-per-second', '1'];
    const asked = ['estimate', '--region', 'ap-northeast-1', '--slo', `p95<${withinMs}ms`, ...users];
    loop.say((await call([codes.ok], ...asked)).stdout);
    const estimate = estimateSchema.parse(JSON.parse((await call([codes.ok], ...asked, '--json')).stdout));
    const pods = podsOf(estimate);
    const design = runOf({
      RATES: String(designPerSec),
      STEP_SECONDS: String(confirmSeconds),
      WITHIN_MS: String(withinMs),
    });
    const ends: number[] = [];
    for (const count of [pods, pods - 1]) {
      await scale(count);
      ends.push((await call([codes.ok, codes.thresholdsFailed], ...design)).exitCode);
    }
    return [
      { name: 'pods that the estimate recommends', goal: '2 or more', found: String(pods), isMet: pods >= 2 },
      ended(`${designPerSec}/s against ${pods} pods`, ends[0], codes.ok),
      ended(`${designPerSec}/s against ${pods - 1} pods`, ends[1], codes.thresholdsFailed),
    ];
  } finally {
    await kubectl(loop.cluster, ['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=90s']);
    await rm(directory, { recursive: true, force: true });
  }
}

const settings = { SAMPLE_API_ROUTE_CPU_MS: `products=${cpuMs}` };

const resources = (memory: string) => ({ cpu: '1', memory, requests: { cpu: '50m', memory: '64Mi' } });

const config = {
  target: { url: `${url}/health` },
  env: { TARGET_URL: url },
  deployment: { redundancy: 'none' },
  kubernetes: {
    namespace,
    resources: resources('768Mi'),
    coordinatorResources: resources('512Mi'),
    targetPods: [{ labels: { app: 'sample-api' } }],
  },
  observers: [{ type: 'kubernetes', deployment: 'sample-api' }],
};

const runOf = (variables: Readonly<Record<string, string>>) => [
  ...['run', script, '--on', 'k8s', '--workers', '1', '--quiet'],
  ...Object.entries(variables).flatMap(([name, value]) => ['-e', `${name}=${value}`]),
];

function podsOf({ measuredSize }: Estimate): number {
  if (!measuredSize?.carried) throw new Error(`no count of pods: ${measuredSize?.refused ?? 'not measured'}`);
  return measuredSize.carried.count.mid;
}

function ended(name: string, found: number | undefined, goal: number): Check {
  return { name, goal: `ends with ${goal}`, found: String(found), isMet: found === goal };
}

/** Calls the built command line and says what it was called with and how it ended. Throws where it ends otherwise than accepted. */
function caller({ ctx, cluster, say }: Loop, cwd: string) {
  const env = { ...ctx.env, KUBECONFIG: cluster.kubeconfig };
  return async (accepted: readonly number[], ...args: readonly string[]) => {
    say(`loadtest ${args.join(' ')}`);
    const { exitCode, stdout, stderr } = await runToEnd(ctx, process.execPath, [program, ...args], {
      cwd,
      env,
    });
    say(`${stderr}exit code ${exitCode}`);
    if (exitCode === null || !accepted.includes(exitCode)) throw new Error(`loadtest ended with ${exitCode}`);
    return { exitCode, stdout: stdout.toString('utf8') };
  };
}

/** Scales the Deployment and waits until just as many pods are ready. */
function scaler({ cluster, say }: Loop) {
  const here = (...args: readonly string[]) => kubectl(cluster, ['-n', namespace, ...args]);
  return async (pods: number) => {
    say(`kubectl scale deployment/sample-api --replicas=${pods}`);
    await here('scale', 'deployment/sample-api', `--replicas=${pods}`);
    await here(
      'wait',
      'deployment/sample-api',
      `--for=jsonpath={.status.readyReplicas}=${pods}`,
      '--timeout=100s',
    );
  };
}
