import { createContext } from '../../cli/context.ts';
import { openSession } from '../e2e-k8s/session.ts';
import { lineOf } from './check.ts';
import { checkClosedLoop } from './closed-loop.ts';

/**
 * Closes the loop on a real cluster: the one that LOADTEST_TEST_KUBECONFIG names, else one that lives as long as the check.
 * Prints the chain and what came of it. Ends with 1 where a goal is missed.
 */
const kubeconfig = process.env.LOADTEST_TEST_KUBECONFIG;
const session = kubeconfig ? undefined : await openSession();
const cluster = session?.cluster ?? { kubeconfig: kubeconfig ?? '', kubectl: 'kubectl' };
const say = (line: string) => void process.stderr.write(`${line}\n`);
try {
  const checks = await checkClosedLoop({ ctx: createContext(), cluster, say });
  for (const check of checks) process.stdout.write(`${lineOf(check)}\n`);
  process.exitCode = checks.every(({ isMet }) => isMet) ? 0 : 1;
} finally {
  await session?.close();
}
