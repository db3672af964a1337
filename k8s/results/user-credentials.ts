import type { AwsCredentials } from './pod-credentials.ts';

/**
 * The credentials of whoever calls the command line, found as AWS's own tools find them: variables, profiles, single
 * sign-on, or the role of the machine.
 */
export function userCredentials(): () => Promise<AwsCredentials> {
  let provider: (() => Promise<AwsCredentials>) | undefined;
  return async () => {
    if (!provider) {
      const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
      provider = defaultProvider();
    }
    const { accessKeyId, secretAccessKey, sessionToken } = await provider();
    return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
  };
}
