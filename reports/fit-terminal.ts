import type { Fit, FittedDemand, FittedUsl, MeasuredLoad } from '../core/records/index.ts';
import { uslThroughput } from '../core/usl.ts';
import { type Paint, plainPaint } from './paint.ts';
import { coresText, countText, msText, numberText, rateText, shareText } from './quantity-text.ts';
import { alignColumns, oneLine, wrap } from './text-layout.ts';

/** A fit for a terminal, at most 80 columns wide: the answer, what to beware of, and the loads beside the law. */
export function renderFitTerminal(
  fit: Fit,
  loads: readonly MeasuredLoad[],
  paint: Paint = plainPaint,
): string {
  const blocks = [
    [paint.bold(`Scalability of ${countText(loads.length)} measured loads`), ...wrap(answerOf(fit), 2)],
    fit.warnings.flatMap((warning) => wrap(`! ${oneLine(warning)}`, 2, 2)).map((line) => paint.yellow(line)),
    fit.usl ? parameterLines(fit.usl, paint) : [],
    Object.entries(fit.demand).flatMap(([resource, demand]) => demandLines(resource, demand)),
    loadLines(fit, loads, paint),
  ];
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function answerOf({ usl }: Fit): string {
  if (!usl) return 'The loads do not show a scalability law.';
  if (!usl.peak) return `Throughput has no peak: it approaches ${rateText(usl.limit)}.`;
  const { concurrency, throughput } = usl.peak;
  return `Throughput peaks at ${rateText(throughput)} with ${numberText(concurrency)} requests in flight; without the cost of coherency it would approach ${rateText(usl.limit)}.`;
}

function parameterLines({ lambda, sigma, kappa, stderr }: FittedUsl, paint: Paint): string[] {
  const row = (name: string, value: number, error: number, meaning: string) => [
    name,
    precise(value),
    precise(error),
    meaning,
  ];
  const [head = '', ...lines] = alignColumns(
    [
      ['', 'Value', 'Std error', ''],
      row('λ', lambda, stderr.lambda, 'requests/s of one in flight'),
      row('σ', sigma, stderr.sigma, 'contention: the share that must queue'),
      row('κ', kappa, stderr.kappa, 'coherency: what each pair costs'),
    ],
    ['left', 'right', 'right', 'left'],
  );
  return ['X(N) = λN / (1 + σ(N − 1) + κN(N − 1))', paint.dim(head), ...lines];
}

function demandLines(resource: string, demand: FittedDemand): string[] {
  const { low, mid, high } = demand.cpuSecPerRequest;
  const bounds = `${msText(low * 1_000)} to ${msText(high * 1_000)} at ${shareText(demand.confidence)} confidence`;
  return wrap(
    `${oneLine(resource)}: ${msText(mid * 1_000)} of CPU a request (${bounds}), ${coresText(demand.idleCores)} at rest, R² ${precise(demand.rSquared)}`,
    2,
    2,
  );
}

function loadLines({ usl, demand }: Fit, loads: readonly MeasuredLoad[], paint: Paint): string[] {
  const resources = Object.keys(demand);
  const head = [
    'In flight',
    'Requests/s',
    ...(usl ? ['Law', 'Off by'] : []),
    ...resources.map((name) => `${oneLine(name)} cores`),
  ];
  const rows = loads.map(({ concurrency, throughputPerSec, cores }) => {
    const law = usl ? uslThroughput(usl, concurrency) : 0;
    return [
      numberText(concurrency),
      numberText(throughputPerSec),
      ...(usl
        ? [numberText(law), concurrency === 0 ? '' : `${((throughputPerSec / law - 1) * 100).toFixed(1)} %`]
        : []),
      ...resources.map((name) => numberText(cores[name])),
    ];
  });
  const [first = '', ...lines] = alignColumns(
    [head, ...rows],
    head.map(() => 'right' as const),
  );
  return [paint.dim(first), ...lines];
}

function precise(value: number): string {
  return value === 0 ? '0' : Math.abs(value) < 1e-3 ? value.toExponential(2) : value.toPrecision(4);
}
