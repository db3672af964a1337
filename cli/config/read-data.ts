import { isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import { LoadtestError, type Place } from '../../core/errors.ts';
import type { Loaded } from './load.ts';
import type { Path } from './path.ts';

/** A YAML file's value; JSON is read as YAML, which contains it, so that its problems have positions too. */
export function readData(source: string, name: string): Loaded {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(offset);
    return { file: name, line, column: col };
  };
  if (document.errors.length > 0) {
    const places = document.errors.map(({ pos, message }) => ({ ...placeAt(pos[0]), message }));
    throw new LoadtestError('CONFIG_INVALID', 'the configuration cannot be parsed', { places });
  }
  return {
    value: document.toJS() ?? {},
    placeOf(path, part) {
      const offset = offsetOf(document.contents, path, part);
      return offset === undefined ? { file: name } : placeAt(offset);
    },
  };
}

/** The offset of the path's key or value, or of the nearest value around it. */
function offsetOf(root: unknown, path: Path, part: 'key' | 'value'): number | undefined {
  let value = root;
  let found = root;
  for (const [depth, name] of path.entries()) {
    const member: unknown = memberOf(value, name);
    if (member === undefined) break;
    value = isPair(member) ? member.value : member;
    found = isPair(member) && part === 'key' && depth === path.length - 1 ? member.key : value;
  }
  return isNode(found) ? found.range?.[0] : undefined;
}

function memberOf(node: unknown, name: string | number): unknown {
  if (isSeq(node)) return typeof name === 'number' ? node.items[name] : undefined;
  if (!isMap(node)) return undefined;
  return node.items.find(({ key }: Pair) => isScalar(key) && String(key.value) === String(name));
}
