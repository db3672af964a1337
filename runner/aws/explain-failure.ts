import { messageOf } from '../../core/errors.ts';
import type { AwsPlace } from './client-settings.ts';

/** Why a call to AWS failed, and what to do about it. */
export interface AwsFailure {
  readonly kind: 'credentials' | 'denied' | 'absent' | 'region' | 'throttled' | 'unreachable' | 'other';
  /** A sentence with the fix; it holds nothing of a credential. */
  readonly text: string;
}

interface Sort {
  readonly kind: AwsFailure['kind'];
  readonly names: RegExp;
  text(action: string, place: AwsPlace): string;
}

const profileOf = ({ profile }: AwsPlace) => (profile === undefined ? '' : ` of profile "${profile}"`);

/** The errors of AWS and of its SDK by name. Their own messages may quote a signature or a token: none is passed on. */
const sorts: readonly Sort[] = [
  {
    kind: 'credentials',
    names: /^(CredentialsProviderError|TokenProviderError|ProviderError)$/,
    text: (_, place) =>
      place.profile === undefined
        ? 'there are no AWS credentials: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile'
        : `there are no AWS credentials for profile "${place.profile}": check its name, or sign in with "aws sso login --profile ${place.profile}"`,
  },
  {
    kind: 'credentials',
    names: /^(ExpiredToken(Exception)?|RequestExpired|ExpiredTokenFault)$/,
    text: (_, place) => `the AWS credentials${profileOf(place)} have expired: sign in again`,
  },
  {
    kind: 'credentials',
    names:
      /^(UnrecognizedClient(Exception)?|InvalidClientTokenId|InvalidSignature(Exception)?|SignatureDoesNotMatch|IncompleteSignature(Exception)?|InvalidAccessKeyId|AuthFailure|MissingAuthenticationToken(Exception)?)$/,
    text: (_, place) =>
      `AWS does not know the credentials${profileOf(place)}: check key, secret and session token`,
  },
  {
    kind: 'denied',
    names: /^(AccessDenied(Exception)?|UnauthorizedOperation|NotAuthorized|AuthorizationError(Exception)?)$/,
    text: (action, place) =>
      `the credentials${profileOf(place)} may not do ${action}: allow this IAM action ("loadtest doctor --aws" prints the whole policy)`,
  },
  {
    kind: 'throttled',
    names:
      /^(Throttling(Exception)?|ThrottledException|TooManyRequests(Exception)?|RequestLimitExceeded|LimitExceeded(Exception|Fault)?)$/,
    text: (action) => `AWS held back ${action} in spite of several attempts: try again later`,
  },
];

/** What an error of an AWS client means for the one who called `action`, such as `cloudwatch:GetMetricData`. */
export function explainAwsFailure(error: unknown, action: string, place: AwsPlace): AwsFailure {
  const name = error instanceof Error ? error.name : '';
  const sort = sorts.find(({ names }) => names.test(name));
  if (sort) return { kind: sort.kind, text: sort.text(action, place) };
  const message = messageOf(error);
  if (/region is missing/i.test(message)) {
    return {
      kind: 'region',
      text: 'no AWS region is known: set region in the observer, or AWS_REGION',
    };
  }
  if (/region not accepted|invalid region/i.test(message)) {
    return {
      kind: 'region',
      text: `${place.region === undefined ? 'what AWS_REGION or the profile names' : `"${place.region}"`} is no AWS region: give one such as "eu-west-1"`,
    };
  }
  if (
    /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|TimeoutError|socket hang up/.test(
      `${name} ${codeOf(error)} ${message}`,
    )
  ) {
    const where = place.region === undefined ? '' : ` in region "${place.region}"`;
    return {
      kind: 'unreachable',
      text: `AWS could not be reached for ${action}${where}: check the region's name and the network`,
    };
  }
  if (/NotFound|DoesNotExist|NonExistent|InvalidInstanceID/i.test(name)) {
    return { kind: 'absent', text: `${action} found nothing by that name: check it, and the region` };
  }
  return { kind: 'other', text: `${action} failed with ${name || 'an error'}: ${quotable(message)}` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The first line, without what looks like a key or a token. */
function quotable(message: string): string {
  const [line = ''] = message.split('\n');
  return line.replace(/\b(?:AKIA|ASIA)\w+|[\w/+=]{40,}/g, '…').slice(0, 200);
}
