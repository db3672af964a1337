import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * The gate: everything that must hold before a change lands, cheap parts first. Each part runs whatever became of the
 * ones before, a skipped test counts as a failure, and the last line sums up.
 */
const parts: readonly (readonly [name: string, command: readonly string[]])[] = [
  ['types', ['npm', 'run', '--silent', 'check']],
  ['lint', ['npm', 'run', '--silent', 'lint']],
  ['dead code', ['npm', 'run', '--silent', 'dead']],
  ['build', ['npm', 'run', '--silent', 'build']],
];
const suites = ['unit', 'e2e', 'k8s'];

const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  numFailedTestSuites: z.int(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});
type Report = z.infer<typeof reportSchema>;

/** Names the tests that failed and then passed: each is a defect of the test or of the product, to be looked into. */
function tellSecondTries({ testResults }: Report): void {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  for (const { fullName, status, failureMessages } of tests) {
    const [first] = failureMessages;
    if (status === 'passed' && first !== undefined) {
      process.stdout.write(`passed at the second try: ${fullName}\n  ${first.split('\n')[0]}\n`);
    }
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'loadtest-gate-'));
let passed = 0;
let failed = 0;

function run(name: string, [file = '', ...args]: readonly string[]): boolean {
  process.stdout.write(`\n== ${name}\n`);
  const startedMs = performance.now();
  const { status } = spawnSync(file, args, { stdio: 'inherit' });
  process.stdout.write(
    `== ${name}: ${status === 0 ? 'ok' : 'FAILED'} after ${Math.round((performance.now() - startedMs) / 1_000)} s\n`,
  );
  return status === 0;
}

for (const [name, command] of parts) {
  if (run(name, command)) passed += 1;
  else failed += 1;
}

for (const suite of suites) {
  const file = join(scratch, `${suite}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const ok = run(suite, ['npx', '--no-install', 'vitest', 'run', '--project', suite, ...reporters]);
  if (!existsSync(file)) {
    process.stdout.write(`${suite} ended without a report\n`);
    failed += 1;
    continue;
  }
  const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  tellSecondTries(report);
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) process.stdout.write(`${skipped} tests of ${suite} were skipped: that is a failure\n`);
  passed += report.numPassedTests;
  const failures = report.numFailedTests + skipped;
  failed += failures === 0 && !ok ? Math.max(1, report.numFailedTestSuites) : failures;
}

rmSync(scratch, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
