import { afterEach, beforeEach, vi } from 'vitest';

/** What the SDK finds for a test: made-up keys, nothing of this machine's own configuration. */
export function useAwsEnvironment(): void {
  beforeEach(() => {
    const variables = {
      AWS_ACCESS_KEY_ID: 'AKIATESTTESTTESTTEST',
      AWS_SECRET_ACCESS_KEY: 'secret-of-a-test',
      AWS_SESSION_TOKEN: 'token-of-a-test',
      AWS_REGION: 'eu-west-1',
      AWS_PROFILE: undefined,
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
}
