import { readFile } from 'node:fs/promises';
import type { Context } from '../../core/context.ts';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { awsAddress } from './aws-address.ts';

/** What requests to AWS are signed with. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface Lease extends AwsCredentials {
  /** Wall clock; absent for keys that last. */
  readonly expiresAtMs?: number;
}

/** Credentials are asked for anew so long before they expire. */
const renewBeforeMs = 5 * 60_000;
const answerWithinMs = 10_000;

/**
 * The credentials of a pod, by AWS's own variables: the keys themselves (from a Secret), a token that STS takes for a
 * role (IRSA), or an agent that hands them out (EKS Pod Identity). These are three requests that a pod can make with
 * what Node has; AWS's client for all of its ways would not fit into a ConfigMap beside the coordinator.
 */
export function podCredentials(ctx: Pick<Context, 'env' | 'now'>): () => Promise<AwsCredentials> {
  let lease: Lease | undefined;
  return async () => {
    if (!lease || ctx.now() > (lease.expiresAtMs ?? Infinity) - renewBeforeMs) lease = await obtain(ctx.env);
    const { expiresAtMs: _, ...credentials } = lease;
    return credentials;
  };
}

async function obtain(env: Context['env']): Promise<Lease> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  const { AWS_SESSION_TOKEN: sessionToken } = env;
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: role } = env;
  if (tokenFile && role) return assumeRole(env, tokenFile, role);
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: agent } = env;
  if (agent) return askAgent(env, agent);
  throw new LoadtestError('STORE_UNWRITABLE', "the coordinator's pod has no credentials", {
    hint: 'name a Secret with credentialsSecret, or an account that a role is bound to with serviceAccountName',
  });
}

/** Takes the pod's own token to STS, which gives the keys of a role for it. */
async function assumeRole(env: Context['env'], tokenFile: string, role: string): Promise<Lease> {
  const url = env.AWS_ENDPOINT_URL_STS ?? awsAddress('sts', env.AWS_REGION ?? 'us-east-1');
  const answer = await ask('STS', url, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: role,
      RoleSessionName: 'loadtest',
      WebIdentityToken: (await readFile(tokenFile, 'utf8')).trim(),
    }),
  });
  return leaseOf('STS', (name) => new RegExp(`<${name}>([^<]*)<`).exec(answer)?.[1]);
}

/** Asks the agent that the cluster runs on every node. */
async function askAgent(env: Context['env'], url: string): Promise<Lease> {
  const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file, AWS_CONTAINER_AUTHORIZATION_TOKEN: token } = env;
  const authorization = file === undefined ? token : (await readFile(file, 'utf8')).trim();
  const answer = await ask('the Pod Identity agent', url, {
    headers: { ...(authorization !== undefined && { authorization }) },
  });
  const fields = new Map(Object.entries(JSON.parse(answer)));
  // The agent's name for what STS calls a session token.
  return leaseOf('the Pod Identity agent', (name) => fields.get(name === 'SessionToken' ? 'Token' : name));
}

function leaseOf(who: string, field: (name: string) => unknown): Lease {
  const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
    'AccessKeyId',
    'SecretAccessKey',
    'SessionToken',
    'Expiration',
  ].map((name) => String(field(name) ?? ''));
  if (!accessKeyId || !secretAccessKey || !sessionToken || !expiration)
    throw new LoadtestError('STORE_UNWRITABLE', `${who} gave no credentials`);
  return { accessKeyId, secretAccessKey, sessionToken, expiresAtMs: Date.parse(expiration) };
}

async function ask(who: string, url: string, request: RequestInit): Promise<string> {
  const signal = AbortSignal.timeout(answerWithinMs);
  const response = await fetch(url, { ...request, signal }).catch((error: unknown) => {
    throw new LoadtestError('STORE_UNWRITABLE', `${who} cannot be reached at ${url}: ${messageOf(error)}`);
  });
  const text = await response.text();
  if (response.ok) return text;
  const reason = /<Message>([^<]*)</.exec(text)?.[1] ?? text;
  throw new LoadtestError('STORE_UNWRITABLE', `${who} refuses credentials: ${response.status}: ${reason}`);
}
