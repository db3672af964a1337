import { expect, it } from 'vitest';
import { renderEstimateMarkdown } from '../../reports/estimate-markdown.ts';
import { renderEstimateTerminal } from '../../reports/estimate-terminal.ts';
import { renderExport } from '../../reports/exports.ts';
import { renderEstimateHtml } from '../../reports/html/estimate-page.ts';
import { estimateHeld } from '../estimator/connections/held-run.ts';

const estimate = estimateHeld({ connections: { cpuSecPerConnect: 0.002, mostPerTask: 5_000 } });
/** Without the line breaks of a terminal and the escapes of Markdown. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('\\', '');

it.each([
  ['terminal', renderEstimateTerminal(estimate)],
  ['markdown', renderEstimateMarkdown(estimate)],
  ['html', renderEstimateHtml(estimate)],
])('says on %s what is held, what one costs, and what a task has of them', (_, text) => {
  const said = plain(text);
  expect(said).toContain('Sizing: browse at 20,000 open connections in ap-northeast-1');
  expect(said).toContain('of CPU a message (');
  expect(said).toContain(
    'one takes 20 KiB of memory (measured), 2 ms for being made, a server held up to 1,500 in the run',
  );
  expect(said).toContain('a task holds 1,053 of at most 5,000, 1,111 after the loss that is planned for');
  expect(said).toContain(
    'those that are lost come back within 60 s, 0.975 a second to each task that is left',
  );
});

it('shows the connections of each size where there is room for it', () => {
  expect(renderEstimateMarkdown(estimate)).toContain('| Connections a task |');
  expect(plain(renderEstimateMarkdown(estimate))).toContain('| 1,053 (1,111 after a loss) |');
  expect(renderEstimateHtml(estimate)).toContain('Connections a task');
});

it('tells Infracost of the connections of the load balancer', () => {
  const usage = renderExport(estimate, 'infracost');
  expect(usage).toContain('20000 open connections in ap-northeast-1');
  expect(usage).toContain('new_connections: 11\n');
  expect(usage).toContain('active_connections: 20000\n');
});

it('says of a stated cost that it was not measured', () => {
  const connections = { cpuSecPerMessage: 0.00002, cpuSecPerConnectionSecond: 0.00001 };
  const said = plain(renderEstimateTerminal(estimateHeld({ connections })));
  expect(said).toContain('of CPU a message, as stated');
  expect(said).not.toContain('one server carries');
  expect(said).toContain('Measured nothing but the idle server, its threads and its memory, in');
});
