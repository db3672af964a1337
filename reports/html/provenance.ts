import type { CommandLog, WorkerResult } from '../../core/records/index.ts';
import { endSentence } from '../assessment.ts';
import type { ReportModel } from '../model.ts';
import { bytesText, coresText, countText, msText, numberText, shareText } from '../quantity-text.ts';
import { html, type Markup } from './markup.ts';
import { metrics } from './outcomes.ts';
import { number, pairs, section, table, text } from './table.ts';

/** The load generators: they must not be what was measured. */
export function workers({ result }: ReportModel): Markup | null {
  const { startSkewMs, generator } = result;
  return section(
    'Workers',
    html`<p class="note">Each worker is one k6 process on ${plural(generator.cpus)} and ${bytesText(generator.memoryBytes)} (${generator.platform}). ${startSkewMs !== null && `They started within ${msText(startSkewMs)} of each other.`}</p>`,
    table(
      result.workers,
      [
        text<WorkerResult>('Worker', ({ index, segment }) => `${index} (${segment})`),
        number('Start offset', ({ startOffsetMs }) => msText(startOffsetMs)),
        number('CPU, mean', ({ cpuCores, cpuLimitCores }) => cpuText(cpuCores, cpuLimitCores)),
        number('CPU, peak', ({ peakCpuCores, cpuLimitCores }) => cpuText(peakCpuCores, cpuLimitCores)),
        number('Throttled', ({ throttledShare }) => shareText(throttledShare)),
        number('Memory, peak', ({ memoryBytes }) => bytesText(memoryBytes)),
        number('Pushes', ({ pushes }) => countText(pushes)),
        number('Exit code', ({ exitCode }) => exitCode ?? 'none'),
        text('', ({ lost }) => lost && html`<span class="bad">lost: ${lost}</span>`),
      ],
      { label: 'Workers' },
    ),
  );
}

function plural(cpus: number): string {
  return cpus === 1 ? '1 CPU' : `${countText(cpus)} CPUs`;
}

function cpuText(cores: number | null, limitCores: number | null): string {
  if (cores === null || limitCores === null) return coresText(cores);
  return `${coresText(cores)} (${shareText(cores / limitCores)})`;
}

/** What the commands before and after the run printed. */
export function commandLogs({ result }: ReportModel): Markup | null {
  const log = ({
    stage,
    command,
    exitCode,
    durationMs,
    output,
  }: CommandLog) => html`<h3>${stage}: <code>${command}</code></h3>
<p class="note">${exitCode === 0 ? 'Succeeded' : `Failed with exit code ${exitCode ?? 'none'}`} after ${msText(durationMs)}.</p>
${output.trim() && html`<pre>${output.trimEnd()}</pre>`}`;
  return section('Prepare and cleanup', result.commands.map(log));
}

/** What it takes to judge the run, or to do it again: guard, plan, versions, options. */
export function provenance(model: ReportModel): Markup | null {
  const { result, plan } = model;
  const { guard, versions, end } = result;
  return section(
    'Plan and environment',
    pairs([
      ['Scenario', html`<code>${plan.scenario.file}</code>`],
      ['Load set by', plan.loadFrom],
      ['Load model', result.loadModel],
      ['Ending', `${endSentence(end)} (exit code ${result.exitCode})`],
      [
        'Backend',
        `${plan.backend}, ${numberText(plan.workers)} ${plan.workers === 1 ? 'worker' : 'workers'}`,
      ],
      ['If a worker is lost', plan.lostWorkerPolicy],
      ['Environment', guard.environment],
      ['Targets', guard.hosts.join(', ')],
      ['Networks allowed', guard.allowed.join(', ')],
      ['Rate ceiling', guard.maxRatePerSec === undefined ? null : `${numberText(guard.maxRatePerSec)}/s`],
      ['Reason given', guard.reason],
      [
        'Error storm',
        `${shareText(guard.errorStorm.share)} failing for ${msText(guard.errorStorm.windowMs)} ends the run`,
      ],
      [
        'Refused by the guard',
        result.guardRefusals.map(({ name, count }) => `${name} × ${countText(count)}`).join(', '),
      ],
      ['Requests that the coordinator refused', result.rejectedRequests || null],
      ['Observers', plan.observers.join(', ') || 'none'],
      ['Variables given', plan.envNames.join(', ')],
      ['Arguments to k6', plan.k6Args.join(' ')],
      ['Versions', `loadtest ${versions.loadtest}, k6 ${versions.k6}, Node ${versions.node}`],
      ['Bundle', html`<code>${result.bundleDigest}</code>`],
    ]),
    metrics(model),
    html`<details><summary>k6 options of the run</summary><pre>${JSON.stringify(plan.options, null, 2)}</pre></details>`,
  );
}
