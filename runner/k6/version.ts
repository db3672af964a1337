/** The k6 that is provided when none is found. */
export const k6Version = '2.2.0';

/** The versions that may be used, in words. */
export const acceptedK6 = '>= 2.2.0 and < 3';

/** The version that `k6 version` prints (`k6 v2.2.0 (go1.26.1, linux/amd64)` gives `2.2.0`), if it is one. */
export function parseK6Version(text: string): string | undefined {
  return /\sv(\d+\.\d+\.\d+(?:-[\w.-]+)?)(?=\s|$)/m.exec(text)?.[1];
}

/** Whether this version may be used; a pre-release counts as older than its release. */
export function isAcceptedK6(version: string): boolean {
  const match = /^(\d+)\.(\d+)\.(\d+)(-)?/.exec(version);
  if (match === null) return false;
  const [major, minor, patch] = match.slice(1, 4).map(Number);
  if (major !== 2 || minor === undefined || minor < 2) return false;
  return minor > 2 || (patch ?? 0) > 0 || match[4] === undefined;
}
