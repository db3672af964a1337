import type { PrometheusAuth } from './config.ts';

/** The header that carries the credentials, `{}` without any, or why they are missing. */
export type Authorization = { readonly authorization?: string } | { readonly unavailable: string };

/** Reads the secret from the environment. */
export function authorizationOf(
  auth: PrometheusAuth | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Authorization {
  if (auth === undefined) return {};
  const variable = 'bearerTokenFrom' in auth ? auth.bearerTokenFrom : auth.passwordFrom;
  const secret = env[variable];
  if (secret === undefined || secret === '') {
    return { unavailable: `the environment variable ${variable}, which holds the credentials, is not set` };
  }
  if ('bearerTokenFrom' in auth) return bearer(secret.trim(), variable);
  return { authorization: `Basic ${Buffer.from(`${auth.user}:${secret}`).toString('base64')}` };
}

/** What no header can hold is not tried, for the refusal would quote it. */
function bearer(token: string, variable: string): Authorization {
  if (/^[\x21-\x7e]+$/.test(token)) return { authorization: `Bearer ${token}` };
  return { unavailable: `the environment variable ${variable} holds no token: a token is one word of ASCII` };
}
