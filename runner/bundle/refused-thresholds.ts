import { readFile } from 'node:fs/promises';
import { LoadtestError } from '../../core/errors.ts';
import { nearMatches } from '../../core/near-match.ts';
import { type K6Options, metricTypeSchema, type ThresholdSpec } from '../../core/records/index.ts';
import { builtInTypes } from '../../core/thresholds/built-in-types.ts';
import { parseThresholdKey } from '../../core/thresholds/parse.ts';
import { misfitOf, readThresholds, type ThresholdFault } from '../../core/thresholds/specs.ts';

export interface RefusedThresholds {
  readonly scenario: string;
  /** The options whose thresholds k6 refuses. */
  readonly options: K6Options;
  /** The script as one module, which names the metrics that it makes, and the files that it came from. */
  readonly code: string;
  readonly sources: readonly string[];
  /** What k6 says against these thresholds; `undefined` if it takes them. */
  refusal(thresholds: NonNullable<K6Options['thresholds']>): Promise<string | undefined>;
}

/**
 * Every threshold that cannot be judged, each with its place in the sources. Only k6 knows which metrics the script has
 * and of which type; it names one fault at a time, so it is asked again without it until it has none left.
 */
export async function refusedThresholds(refused: RefusedThresholds): Promise<LoadtestError> {
  const { specs, faults } = readThresholds(refused.options);
  const metrics = metricsOf(refused.code);
  let left: readonly ThresholdSpec[] = specs;
  for (;;) {
    const said = await refused.refusal(byKey(left));
    if (said === undefined) break;
    const found = faultOf(said, left, metrics);
    faults.push(found ?? { key: '', message: said });
    if (!found) break;
    left = left.filter(
      ({ metric, expression }) => metric !== found.key || expression !== (found.expression ?? expression),
    );
  }
  return toError(refused, faults);
}

/** k6's refusal of one of the thresholds in our words. */
function faultOf(
  said: string,
  specs: readonly ThresholdSpec[],
  metrics: readonly string[],
): ThresholdFault | undefined {
  const [, unknown] = /^invalid threshold defined on (.*); reason: no metric name/s.exec(said) ?? [];
  if (unknown !== undefined && specs.some(({ metric }) => metric === unknown)) {
    return { key: unknown, message: unknownMetric(parseThresholdKey(unknown).metric, metrics) };
  }
  const [, type] = / on metric of type (\w+)/.exec(said) ?? [];
  const known = metricTypeSchema.safeParse(type);
  const spec = specs.find(({ metric, expression }) =>
    said.startsWith(`invalid threshold "${expression}" applied on metric ${metric};`),
  );
  return known.success && spec ? misfitOf(spec.metric, spec.expression, known.data) : undefined;
}

function unknownMetric(name: string, metrics: readonly string[]): string {
  const near = nearMatches(name, [...Object.keys(builtInTypes), ...metrics]).map((one) => `"${one}"`);
  const advice =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'neither k6 nor the script makes it';
  return `there is no metric "${name}": ${advice}`;
}

/** The names of the metrics that a script makes in so many words. */
function metricsOf(code: string): readonly string[] {
  const made = code.matchAll(/new [\w$.]*(?:Counter|Gauge|Rate|Trend)\w*\(\s*(["'`])([^"'`]+)\1/g);
  return [...new Set([...made].map(([, , name = '']) => name))];
}

function byKey(specs: readonly ThresholdSpec[]): NonNullable<K6Options['thresholds']> {
  const thresholds: Record<string, string[]> = {};
  for (const { metric, expression } of specs)
    thresholds[metric] = [...(thresholds[metric] ?? []), expression];
  return thresholds;
}

async function toError(
  { scenario, sources }: RefusedThresholds,
  faults: readonly ThresholdFault[],
): Promise<LoadtestError> {
  const texts = await Promise.all(
    sources.map(async (file) => ({ file, text: await readFile(file, 'utf8') })),
  );
  const placed = faults.map((fault) => ({ fault, place: placeOf(fault, texts) }));
  const places = placed
    .flatMap(({ fault: { message }, place }) => (place ? [{ ...place, message }] : []))
    .sort((a, b) => sources.indexOf(a.file) - sources.indexOf(b.file) || a.line - b.line);
  const others = placed.flatMap(({ fault, place }) => (place ? [] : [fault.message]));
  const count = faults.length === 1 ? 'a threshold' : `${faults.length} thresholds`;
  const message = [`scenario "${scenario}" has ${count} that cannot be judged`, ...others].join('; ');
  return new LoadtestError('THRESHOLD_INVALID', message, { places });
}

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Where the key stands, or after it the expression, in the first source that has it. */
function placeOf({ key, expression }: ThresholdFault, sources: readonly Source[]) {
  const quotedKey = `(["'\`])${escaped(key)}\\1`;
  const asProperty = new RegExp(`(?:${quotedKey}|(?<![\\w$.'"\`])${escaped(key)})\\s*:`);
  for (const shape of [asProperty, new RegExp(quotedKey)]) {
    for (const { file, text } of sources) {
      const keyAt = text.search(shape);
      if (keyAt === -1) continue;
      const after =
        expression === undefined ? 0 : text.slice(keyAt).search(`(["'\`])${escaped(expression)}\\1`);
      const before = text.slice(0, keyAt + Math.max(0, after)).split('\n');
      return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    }
  }
  return undefined;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
