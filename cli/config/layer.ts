import type { Place } from '../../core/errors.ts';
import type { Path } from './path.ts';

/** Finds where a path of the layer stands in its file: its key or its value. */
export type PlaceOf = (path: Path, part: 'key' | 'value') => Place;

/** A partial configuration from one place; `origin` is what `--explain` calls it: `flag --workers`. */
export interface Layer {
  readonly origin: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly placeOf: PlaceOf;
}

/** The layer that sets one key: `layerOf('flag --url', 'target.url', x)` is `{target: {url: x}}`. */
export function layerOf(origin: string, path: string, value: unknown): Layer {
  const [first = '', ...rest] = path.split('.');
  const nested = rest.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return { origin, value: { [first]: nested }, placeOf: () => ({ file: origin }) };
}
