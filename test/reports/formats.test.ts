import { describe, expect, it } from 'vitest';
import { runResultSchema } from '../../core/records/index.ts';
import { type FormatName, formats } from '../../reports/formats.ts';
import { renderHtml } from '../../reports/html/page.ts';
import { buildReportModel } from '../../reports/model.ts';
import { renderTerminal } from '../../reports/terminal.ts';
import { makeModel, makePlan, makeResult } from './fixtures.ts';
import { makeSeries, manyShapes } from './series-fixture.ts';

const names: readonly FormatName[] = ['html', 'md', 'junit', 'json', 'csv', 'terminal'];
const model = makeModel();

describe('the renderings of one run', () => {
  it.each(names.filter((name) => name !== 'html' && name !== 'json'))('%s', async (name) => {
    await expect(formats[name].render(model)).toMatchFileSnapshot(`golden/report.${formats[name].extension}`);
  });

  it('html, with a placeholder for Chart.js', async () => {
    await expect(renderHtml(model, '/* Chart.js */')).toMatchFileSnapshot('golden/report.html');
  });

  it('json is the result itself', () => {
    expect(runResultSchema.parse(JSON.parse(formats.json.render(model)))).toEqual(model.result);
  });

  it('an hour of twenty series is at most 1 MB of HTML, with the charts’ library inside', () => {
    const seconds = 3_600;
    const series = makeSeries(seconds, manyShapes(20));
    const result = makeResult(series, seconds);
    const before = performance.now();
    const page = formats.html.render(buildReportModel({ result, plan: makePlan(seconds), series }));
    process.stdout.write(
      `report of an hour: ${page.length} characters in ${Math.round(performance.now() - before)} ms\n`,
    );
    expect(page).toContain('Chart.js v4');
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  it('renders a run in which nothing happened', () => {
    const empty = {
      metrics: {},
      steps: [],
      requests: [],
      thresholds: [],
      checks: [],
      observed: [],
      workers: [],
    };
    const result = { ...model.result, ...empty, durationMs: 0, exceptions: [], commands: [] };
    const nothing = buildReportModel({ result, plan: makePlan(), series: [] });
    const [body = ''] = renderHtml(nothing, '').split('<script>');
    const texts = names.filter((name) => name !== 'html').map((name) => formats[name].render(nothing));
    for (const text of [body, ...texts]) expect(text).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('hostile names', () => {
  const hostile = '</script><script>alert(1)</script>|=1+1\u2028\u001b[31m"&\'@all`';
  const { result } = model;
  const poisoned = makeModel({
    scenario: hostile,
    requests: result.requests.map((request) => ({ ...request, name: hostile })),
    checks: result.checks.map((check) => ({ ...check, name: hostile, group: `::${hostile}` })),
    observed: result.observed.map((series) => ({ ...series, resource: hostile, source: `=${hostile}` })),
    exceptions: [{ message: hostile, place: hostile, count: 1 }],
    validity: { level: 'suspect', reasons: [{ code: hostile, level: 'suspect', message: hostile }] },
  });
  const rendered = (name: FormatName) => formats[name].render(poisoned);

  it('add no element to the HTML', () => {
    const page = renderHtml(poisoned, '');
    expect(page.match(/<script/g)).toHaveLength(3);
    expect(page.match(/<\/script>/g)).toHaveLength(3);
    expect(page).not.toContain('\u2028\\u');
    const data = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(data).not.toMatch(/[<>\u2028]/);
    expect(JSON.stringify(JSON.parse(data))).toContain('alert(1)');
  });

  it('stay text in XML and in Markdown', () => {
    expect(rendered('junit')).not.toContain('<script');
    expect(rendered('junit')).not.toContain('\u001b');
    expect(rendered('md')).not.toContain('<script');
    expect(rendered('md')).not.toContain('@all');
    const cells = rendered('md')
      .split('\n')
      .filter((line) => line.startsWith('| GET'));
    for (const line of cells) expect(line.match(/(?<!\\)\|/g)).toHaveLength(7);
  });

  it('are neither a formula nor a new cell in CSV', () => {
    const [header = ''] = rendered('csv').split('\r\n');
    expect(header).toMatch(/"'=/);
    expect(header).not.toMatch(/,"?=/);
  });

  it('do not steer the terminal', () => {
    expect(rendered('terminal')).not.toContain('\u001b');
    for (const line of rendered('terminal').split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('JUnit fails exactly where the run does', () => {
  const passing = { verdict: 'pass' as const, thresholds: model.result.thresholds.filter(({ ok }) => ok) };
  it.each([
    ['a passing, suspect run with failed checks', { ...passing, exitCode: 0 }, 0],
    ['an invalid run', { ...passing, validity: { level: 'invalid' as const, reasons: [] } }, 1],
    ['a missed threshold', {}, 1],
    ['an interrupted run', { ...passing, verdict: 'fail' as const, end: { by: 'user' as const } }, 1],
    ['a failure that no threshold explains', { ...passing, verdict: 'fail' as const }, 1],
  ])('%s', (_, change, failures) => {
    expect(formats.junit.render(makeModel(change)).match(/<failure/g) ?? []).toHaveLength(failures);
  });
});

describe('the terminal summary', () => {
  it('fits 80 columns', () => {
    for (const line of formats.terminal.render(model).split('\n'))
      expect(line.length).toBeLessThanOrEqual(80);
  });

  it('paints through what it is given', () => {
    const mark = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const paint = {
      bold: mark('b'),
      dim: mark('dim'),
      red: mark('red'),
      green: mark('green'),
      yellow: mark('yellow'),
    };
    expect(renderTerminal(model, paint)).toContain('<red><b>FAIL     </b></red>');
  });
});
