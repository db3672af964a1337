import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

const claimsSchema = z.strictObject({ user: z.string(), expiresAtMs: z.number() });

/** Signed log-in tokens; nothing is kept for them, so that users cost no memory. */
export interface Tokens {
  issue(user: string): string;
  /** The user of a token that this service issued and that has not expired, else `undefined`. */
  userOf(token: string): string | undefined;
}

/** Tokens that live for `ttlMs` by the clock `nowMs`. */
export function createTokens(ttlMs: number, nowMs: () => number): Tokens {
  const secret = randomBytes(32);
  const sign = (claims: string) => createHmac('sha256', secret).update(claims).digest();

  return {
    issue: (user) => {
      const claims = Buffer.from(JSON.stringify({ user, expiresAtMs: nowMs() + ttlMs })).toString(
        'base64url',
      );
      return `${claims}.${sign(claims).toString('base64url')}`;
    },
    userOf: (token) => {
      const [claims = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const wanted = sign(claims);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      const { user, expiresAtMs } = claimsSchema.parse(
        JSON.parse(Buffer.from(claims, 'base64url').toString()),
      );
      return expiresAtMs > nowMs() ? user : undefined;
    },
  };
}
