import type { Layer } from './layer.ts';
import { isRecord, type Path } from './path.ts';

/** Several layers as one value, and for each leaf and array of it the layer that it came from. */
export interface Merged {
  readonly value: Readonly<Record<string, unknown>>;
  /** The layer that a path belongs to: its own, or that of the nearest path around it. */
  layerAt(path: Path): Layer | undefined;
}

/** Merges layers, the weaker ones first: objects by key, while everything else, arrays too, replaces what was there. */
export function mergeLayers(layers: readonly Layer[]): Merged {
  const layerOfPath = new Map<string, Layer>();
  let value: Readonly<Record<string, unknown>> = {};
  for (const layer of layers)
    value = mergeInto(value, layer.value, [], (path) => layerOfPath.set(key(path), layer));
  return {
    value,
    layerAt(path) {
      for (let length = path.length; length > 0; length--) {
        const layer = layerOfPath.get(key(path.slice(0, length)));
        if (layer) return layer;
      }
      return undefined;
    },
  };
}

function mergeInto(
  weaker: Readonly<Record<string, unknown>>,
  stronger: Readonly<Record<string, unknown>>,
  path: Path,
  onSet: (path: Path) => void,
): Readonly<Record<string, unknown>> {
  const merged: Record<string, unknown> = { ...weaker };
  for (const [name, value] of Object.entries(stronger)) {
    if (value === undefined) continue;
    const there = merged[name];
    const at = [...path, name];
    if (!isRecord(value)) {
      onSet(at);
      merged[name] = value;
    } else {
      if (!isRecord(there)) onSet(at);
      merged[name] = mergeInto(isRecord(there) ? there : {}, value, at, onSet);
    }
  }
  return merged;
}

const key = (path: Path) => JSON.stringify(path);
