import { type Check, lineOf } from './check.ts';
import { checkClosedForms } from './closed-forms.ts';
import { checkMaxima } from './maxima.ts';
import { checkScalability } from './scalability.ts';

/**
 * Prints how the estimator does against what is known: published tables and data sets, and random simulated systems
 * fed with steps up to 60 % of their CPU. `--json` for programs, `--quick` for a tenth of the systems. Ends with 1 where
 * a goal is missed.
 */
const asked = new Set(process.argv.slice(2));
const suites: readonly (() => readonly Check[])[] = [
  checkClosedForms,
  checkScalability,
  () => checkMaxima(asked.has('--quick') ? 20 : 200),
];
const checks = suites.flatMap((suite) => suite());
if (asked.has('--json')) process.stdout.write(`${JSON.stringify(checks, null, 2)}\n`);
else for (const check of checks) process.stdout.write(`${lineOf(check)}\n`);
process.exitCode = checks.every(({ isMet }) => isMet) ? 0 : 1;
