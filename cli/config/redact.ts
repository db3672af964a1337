import { isRecord, type Path } from './path.ts';

const secretName =
  /secret|token|passw|credential|authorization|cookie|bearer|^auth$|api[-_]?key|private[-_]?key/i;

/** What stands for a value that may be a secret. */
export const redacted = '[redacted]';

/** Whether what stands at the path may be a secret: any variable, and whatever is named like one. */
export function isSecret(path: Path): boolean {
  const inEnvironment = path.slice(0, -1).includes('env');
  return inEnvironment || path.some((key) => typeof key === 'string' && secretName.test(key));
}

/** The same value without secrets, also without the user and password of a URL. */
export function redact(value: unknown, path: Path = []): unknown {
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, redact(inner, [...path, key])]),
    );
  }
  if (Array.isArray(value)) return value.map((inner, index) => redact(inner, [...path, index]));
  if (isSecret(path)) return redacted;
  return typeof value === 'string' ? value.replace(/(\w:\/\/)[^/@\s]+@/g, `$1${redacted}@`) : value;
}
