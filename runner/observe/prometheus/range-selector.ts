import { parseDuration } from '../../../core/duration.ts';

const selector = /\[\s*([^\]:\s]+)\s*(?::[^\]]*)?\]/g;
const literal = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/g;

/**
 * How much of the time before it a value of the query tells of: the longest range that the query selects, as in
 * `rate(x[1m])`; `undefined` where it selects none.
 */
export function selectedRangeMs(query: string): number | undefined {
  const ranges = [...query.replace(literal, '""').matchAll(selector)].flatMap(
    ([, text = '']) => parseDuration(text) ?? [],
  );
  return ranges.length > 0 ? Math.max(...ranges) : undefined;
}
