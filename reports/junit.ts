import type { CheckResult } from '../core/records/index.ts';
import { describeEnd, endSentence } from './assessment.ts';
import type { ReportModel } from './model.ts';
import { countText } from './quantity-text.ts';

/** A test case in JUnit's sense. Skipped ones are what the verdict does not judge but a reader should see. */
interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly message?: string;
  readonly output?: string;
}

/**
 * JUnit XML: a test case for the run's end, one for the validity of its numbers, one for the intended load, one a
 * threshold and one a group of checks. It fails exactly where the exit code does: a suspect validity and failed checks (which only a
 * threshold can judge) are skipped cases with a message.
 */
export function renderJunit(model: ReportModel): string {
  const { scenario, startedAt, durationMs } = model.result;
  const cases = [
    endCase(model),
    validityCase(model),
    ...loadCases(model),
    ...thresholdCases(model),
    ...checkCases(model),
  ];
  const counted = (outcome: TestCase['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const totals = {
    tests: cases.length,
    failures: counted('failed'),
    errors: 0,
    skipped: counted('skipped'),
    time: durationMs / 1_000,
  };
  const suite = element(
    'testsuite',
    { name: scenario, ...totals, timestamp: startedAt },
    cases.map(renderCase),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'loadtest', ...totals }, [suite])}`;
}

function endCase({ result, thresholds }: ReportModel): TestCase {
  const { scenario, end, verdict, exitCode } = result;
  const early = end.by !== 'schedule' && end.by !== 'threshold';
  const unexplained = verdict === 'fail' && thresholds.every(({ ok }) => ok);
  const failed = early || unexplained;
  return {
    classname: `${scenario}.run`,
    name: 'the run ended as planned',
    outcome: failed ? 'failed' : 'passed',
    ...(failed && {
      message: [`${endSentence(end)} (exit code ${exitCode})`, ...describeEnd(result)].join('\n'),
    }),
  };
}

function validityCase({ result, validity }: ReportModel): TestCase {
  const base = { classname: `${result.scenario}.validity`, name: 'the numbers may be believed' };
  const { level } = result.validity;
  if (level === 'valid') return { ...base, outcome: 'passed' };
  const message = [`${validity.title}: ${validity.sentence}`, ...validity.reasons].join('\n');
  return { ...base, outcome: level === 'invalid' ? 'failed' : 'skipped', message };
}

/** A load that fell short is judged by the validity. */
function loadCases({ result, achieved }: ReportModel): TestCase[] {
  if (!achieved) return [];
  const rows = achieved.rows.map(
    ({ name, intended, achieved: came, difference }) =>
      `${name}: ${came} of ${intended}${difference && ` (${difference})`}`,
  );
  const output = [achieved.sentence, ...rows].join('\n');
  return [
    {
      classname: `${result.scenario}.load`,
      name: 'achieved against intended load',
      outcome: 'passed',
      output,
    },
  ];
}

function thresholdCases({ result, thresholds }: ReportModel): TestCase[] {
  return thresholds.map(({ metric, expression, ok, observed, notes }) => {
    const text = [`observed ${observed}, wanted ${expression}`, ...notes].join('; ');
    return {
      classname: `${result.scenario}.thresholds`,
      name: `${metric}: ${expression}`,
      outcome: ok ? 'passed' : 'failed',
      ...(ok ? { output: text } : { message: text }),
    };
  });
}

function checkCases({ result }: ReportModel): TestCase[] {
  const groups = new Map<string, CheckResult[]>();
  for (const check of result.checks) groups.set(check.group, [...(groups.get(check.group) ?? []), check]);
  return [...groups].map(([group, checks]) => {
    const text = checks
      .map(({ name, passes, fails }) => `${name}: ${countText(passes)} passed, ${countText(fails)} failed`)
      .join('\n');
    const failed = checks.some(({ fails }) => fails > 0);
    return {
      classname: `${result.scenario}.checks`,
      name: group.replace(/^::/, '') || 'checks outside of groups',
      outcome: failed ? 'skipped' : 'passed',
      ...(failed ? { message: text } : { output: text }),
    };
  });
}

function renderCase({ classname, name, outcome, message, output }: TestCase): string {
  const tag = outcome === 'failed' ? 'failure' : 'skipped';
  const children = [
    ...(message === undefined
      ? []
      : [element(tag, { message: message.split('\n', 1)[0] ?? '' }, [escapeXml(message)])]),
    ...(output === undefined ? [] : [element('system-out', {}, [escapeXml(output)])]),
  ];
  return element('testcase', { classname, name }, children);
}

function element(
  name: string,
  attributes: Record<string, string | number>,
  children: readonly string[],
): string {
  const written = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`,
  );
  const open = `${name}${written.join('')}`;
  if (children.length === 0) return `<${open}/>\n`;
  const isText = children.every((child) => !child.startsWith('<'));
  return `<${open}>${isText ? '' : '\n'}${children.join('')}</${name}>\n`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escaped for text and attributes; characters that XML 1.0 cannot carry become the replacement character. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
