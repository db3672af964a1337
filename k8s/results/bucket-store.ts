import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import { bucketAddress, bucketName } from './aws-address.ts';
import type { AwsCredentials } from './pod-credentials.ts';
import type { RemoteStore } from './remote-store.ts';

export interface BucketSettings {
  readonly bucket: string;
  /** Stands before the id of each run. */
  readonly prefix?: string | undefined;
  readonly region: string;
  /** Of a service other than S3. */
  readonly endpoint?: string | undefined;
}

const answerWithinMs = 60_000;

/** Further attempts after an answer of 429 or 5xx, within a second. */
const retries = 3;

/** A bucket as a remote store: each run's files lie under `prefix/runId/`. `credentials` is asked for each request. */
export function openBucketStore(
  settings: BucketSettings,
  credentials: () => Promise<AwsCredentials>,
): RemoteStore {
  const { bucket, prefix, region } = settings;
  // The form with the bucket in the path is the one that every service takes.
  const root = `${bucketAddress(settings)}/${bucket}`;
  const before = prefix === undefined ? '' : `${prefix}/`;
  const name = bucketName(settings);
  const urlOf = (runId: string, file: string) => `${root}/${before}${runId}/${file}`;

  const request = async (method: string, url: string, body?: Uint8Array): Promise<Response> => {
    const client = new AwsClient({ ...(await credentials()), service: 's3', region, retries });
    const digest = createHash('sha256')
      .update(body ?? '')
      .digest('hex');
    return client.fetch(url, {
      method,
      headers: { 'x-amz-content-sha256': digest },
      signal: AbortSignal.timeout(answerWithinMs),
      ...(body && { body }),
    });
  };
  const write = async (method: string, runId: string, file: string, body?: Uint8Array): Promise<void> => {
    const what = `cannot write "${file}" of ${runId} to ${name}`;
    const response = await request(method, urlOf(runId, file), body).catch(failure('STORE_UNWRITABLE', what));
    await checkAnswer(response, 'STORE_UNWRITABLE', what);
  };
  const read = async (url: string, what: string): Promise<Response | undefined> => {
    const response = await request('GET', url).catch(failure('STORE_UNREADABLE', what));
    // Without a bucket the answer is 404 as well.
    if (response.status === 404 && codeOf(await response.clone().text()) === 'NoSuchKey') return undefined;
    await checkAnswer(response, 'STORE_UNREADABLE', what);
    return response;
  };

  return {
    name,
    write: (runId, file, content) => write('PUT', runId, file, content),
    remove: (runId, file) => write('DELETE', runId, file),
    async read(runId, file) {
      const response = await read(urlOf(runId, file), `cannot read "${file}" of ${runId} from ${name}`);
      return response && new Uint8Array(await response.arrayBuffer());
    },
    async runIds(beginning) {
      const ids: string[] = [];
      for (let token: string | undefined, isFirst = true; isFirst || token !== undefined; isFirst = false) {
        const query = new URLSearchParams({
          'list-type': '2',
          delimiter: '/',
          'encoding-type': 'url',
          prefix: `${before}${beginning}`,
          ...(token !== undefined && { 'continuation-token': token }),
        });
        const page = (await (await read(`${root}?${query}`, `cannot list ${name}`))?.text()) ?? '';
        ids.push(...idsIn(page).map((key) => key.slice(before.length, -1)));
        token = unescaped(/<NextContinuationToken>([^<]*)</.exec(page)?.[1]);
      }
      return ids;
    },
  };
}

/** The common prefixes of a listing, each with the delimiter at its end. */
function idsIn(page: string): string[] {
  return [...page.matchAll(/<CommonPrefixes>\s*<Prefix>([^<]*)<\/Prefix>/g)].map(([, key = '']) =>
    decodeURIComponent(key),
  );
}

function unescaped(text: string | undefined): string | undefined {
  return text
    ?.replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

const hint = 'docs/kubernetes.md says which rights a bucket needs, and where credentials come from';

type Code = 'STORE_UNWRITABLE' | 'STORE_UNREADABLE';

/** Throws what the service says, unless it agrees. */
async function checkAnswer(response: Response, code: Code, what: string): Promise<void> {
  if (response.ok) return;
  const text = await response.text();
  const reason = codeOf(text) ?? `status ${response.status}`;
  const message = unescaped(/<Message>([^<]*)</.exec(text)?.[1]);
  throw new LoadtestError(code, `${what}: ${[reason, ...(message ? [message] : [])].join(': ')}`, {
    hint,
  });
}

function codeOf(text: string): string | undefined {
  return /<Code>([^<]*)</.exec(text)?.[1];
}

function failure(code: Code, what: string): (error: unknown) => never {
  return (error) => {
    const known = error instanceof LoadtestError ? error.hint : undefined;
    throw new LoadtestError(code, `${what}: ${networkReason(error)}`, { hint: known ?? hint, cause: error });
  };
}

/** Why a request came to nothing: `fetch` tells it only as the cause of its own error. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError) return cause.errors.map(messageOf).join(', ');
  return messageOf(cause ?? error);
}
