/** The way to a value inside of a configuration. */
export type Path = readonly (string | number)[];

/** A path as people write it: `targets[0].host`, `thresholds["http_req_duration{name:home}"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w$-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** What stands at the path, or `undefined`. */
export function valueAt(value: unknown, path: Path): unknown {
  let found = value;
  for (const key of path) found = isKeyed(found) ? found[key] : undefined;
  return found;
}

function isKeyed(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Whether merging goes into it: an object, but no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isKeyed(value) && !Array.isArray(value);
}

/** Every value that is no object itself, with its path; arrays and empty objects count as values. */
export function leavesOf(
  value: unknown,
  path: Path = [],
): readonly (readonly [path: Path, value: unknown])[] {
  if (!isRecord(value) || (Object.keys(value).length === 0 && path.length > 0)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : leavesOf(inner, [...path, key]),
  );
}
