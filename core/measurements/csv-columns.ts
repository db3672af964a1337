import type { CsvCell } from '../csv.ts';
import type { Place } from '../errors.ts';
import { heldColumns } from './held-columns.ts';
import { csvMeasures } from './measures.ts';

/** A column of a table of measurements: one of its own, or what a resource used. */
export type Column =
  | { readonly kind: 'own'; readonly name: OwnColumn }
  | { readonly kind: 'use'; readonly resource: string; readonly measure: string };

const ownColumns = [
  'run',
  'time',
  'step',
  'name',
  'throughput_per_sec',
  'concurrency',
  'p50_ms',
  'p95_ms',
  'p99_ms',
  'errors',
  ...Object.values(heldColumns),
] as const;
export type OwnColumn = (typeof ownColumns)[number];

const required: readonly OwnColumn[] = ['time', 'throughput_per_sec'];

/** A place in the table without its file, and what is wrong there. */
export type TableProblem = Omit<Place, 'file'> & { readonly message: string };

/** The columns that a header names, in their order; `undefined` stands for one that is a problem. */
export function parseHeader(header: readonly CsvCell[]): {
  readonly columns: readonly (Column | undefined)[];
  readonly problems: readonly TableProblem[];
} {
  const names = header.map(({ text }) => text.trim());
  const problems: TableProblem[] = required
    .filter((name) => !names.includes(name))
    .map((name) => ({ line: 1, message: `the column ${name} is missing` }));
  const columns = header.map(({ line, column }, i) => {
    const name = names[i] ?? '';
    const found = names.indexOf(name) === i ? columnOf(name) : undefined;
    if (!found) problems.push({ line, column, message: whyNoColumn(name, names.indexOf(name) !== i) });
    return found;
  });
  return { columns, problems };
}

function columnOf(name: string): Column | undefined {
  const own = ownColumns.find((each) => each === name);
  if (own) return { kind: 'own', name: own };
  const measure = csvMeasures.find((each) => name.endsWith(`_${each}`));
  if (measure === undefined) return undefined;
  const resource = name.slice(0, -measure.length - 1);
  return resource === '' ? undefined : { kind: 'use', resource, measure };
}

function whyNoColumn(name: string, isRepeated: boolean): string {
  if (isRepeated) return `the column "${name}" stands there twice`;
  return `"${name}" is no column: known are ${ownColumns.join(', ')}, and of a resource <resource>_ and one of ${csvMeasures.join(', ')}`;
}
