/** Which account and place the AWS clients speak to; what is left out the SDK finds as it always does. */
export interface AwsPlace {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** How long one answer may take; 10 s unless given. */
  readonly timeoutMs?: number | undefined;
}

const connectWithinMs = 5_000;
const answerWithinMs = 10_000;

const silent = () => undefined;

/**
 * The settings that every AWS client is made with. Throttling is met by asking more slowly, and nobody is waited for
 * without end, as the SDK would.
 */
export function clientSettings({ region, profile, timeoutMs = answerWithinMs }: AwsPlace) {
  // The SDK warns on stderr of the end of its support for Node 20, which is for us to heed and not for our users.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  return {
    // What it has to say it says in errors; else it would write to stderr itself.
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    retryMode: 'adaptive',
    maxAttempts: 6,
    requestHandler: {
      connectionTimeout: Math.min(connectWithinMs, timeoutMs),
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
    },
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
  };
}
