import { createHash } from 'node:crypto';

/** What an archive is known by, and a worker checks it against: `sha256:` and the hash in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
