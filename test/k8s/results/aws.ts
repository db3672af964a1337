import { AwsClient } from 'aws4fetch';
import type { AwsCredentials } from '../../../k8s/results/pod-credentials.ts';
import type { Moto } from '../../tools/moto/server.ts';

/** Keys that a server which checks none takes. */
export const anyKeys: AwsCredentials = { accessKeyId: 'any', secretAccessKey: 'any' };

async function ask(service: string, url: string, request: RequestInit, keys = anyKeys): Promise<string> {
  const client = new AwsClient({ ...keys, service, region: 'us-east-1', retries: 0 });
  const response = await client.fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${request.method} ${url}: ${response.status}: ${text}`);
  return text;
}

export async function makeBucket({ url }: Moto, bucket: string): Promise<void> {
  await ask('s3', `${url}/${bucket}`, { method: 'PUT' });
}

const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject', 's3:DeleteObject'], Resource: '*' },
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' },
  ],
});

/** Has the server check signatures and rights from now on; gives the keys of a user with those that the docs list. */
export async function checkKeys({ url }: Moto): Promise<AwsCredentials> {
  const iam = (form: Readonly<Record<string, string>>) =>
    ask('iam', url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ Version: '2010-05-08', ...form }).toString(),
    });
  const UserName = 'loadtest';
  await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '3' });
  await iam({ Action: 'CreateUser', UserName });
  await iam({ Action: 'PutUserPolicy', UserName, PolicyName: 'results', PolicyDocument: policy });
  const answer = await iam({ Action: 'CreateAccessKey', UserName });
  const field = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(answer)?.[1] ?? '';
  return { accessKeyId: field('AccessKeyId'), secretAccessKey: field('SecretAccessKey') };
}
