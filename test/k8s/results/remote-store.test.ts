import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBucketStore } from '../../../k8s/results/bucket-store.ts';
import { openDirectoryStore } from '../../../k8s/results/directory-store.ts';
import type { RemoteStore } from '../../../k8s/results/remote-store.ts';
import { type Moto, startMoto } from '../../tools/moto/server.ts';
import { anyKeys, checkKeys, makeBucket } from './aws.ts';

let moto: Moto;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'loadtest-remote-'));
  moto = await startMoto();
  for (const bucket of ['whole', 'shared', 'many']) await makeBucket(moto, bucket);
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await moto.close();
});

const bucketStore = (bucket: string, prefix?: string, keys = anyKeys) =>
  openBucketStore({ bucket, prefix, region: 'us-east-1', endpoint: moto.url }, async () => keys);

const bytes = (text: string) => new TextEncoder().encode(text);
const runId = '20261123-161526-checkout-8qe5';

describe.each<[string, () => RemoteStore]>([
  ['a directory', () => openDirectoryStore(join(directory, 'claim'))],
  ['a bucket', () => bucketStore('whole')],
  ['a part of a bucket', () => bucketStore('shared', 'team-a/load')],
])('%s as a store of runs', (_, open) => {
  it('gives back what was written last, byte for byte', async () => {
    const store = open();
    const all = Uint8Array.from({ length: 100_000 }, (_value, index) => index % 256);
    await store.write(runId, 'bundle.tar', bytes('first'));
    await store.write(runId, 'bundle.tar', all);
    const read = await store.read(runId, 'bundle.tar');
    expect(Buffer.compare(read ?? all.subarray(1), all)).toBe(0);
  });

  it('has nothing that nobody wrote', async () => {
    expect(await open().read(runId, 'result.json')).toBeUndefined();
    expect(await open().runIds('2031')).toEqual([]);
  });

  it('removes a file, and again', async () => {
    const store = open();
    await store.write(runId, 'checkpoint.json', bytes('{}'));
    await store.remove(runId, 'checkpoint.json');
    await store.remove(runId, 'checkpoint.json');
    expect(await store.read(runId, 'checkpoint.json')).toBeUndefined();
  });

  it('lists runs by the beginning of their ids', async () => {
    const store = open();
    const ids = ['20270102-100000-b-2222', '20270101-100000-a-1111', '20270203-100000-c-3333'];
    for (const id of ids) await store.write(id, 'plan.json', bytes(id));
    expect(await store.runIds('202701')).toEqual(['20270101-100000-a-1111', '20270102-100000-b-2222']);
    expect(await store.runIds('20270203-100000-c-3333')).toEqual(['20270203-100000-c-3333']);
  });
});

describe('a bucket', () => {
  it('is listed over several pages', async () => {
    const store = bucketStore('many');
    const ids = Array.from({ length: 1_005 }, (_, index) => `run-${String(index).padStart(4, '0')}`);
    await Promise.all(ids.map((id) => store.write(id, 'plan.json', bytes(id))));
    expect(await store.runIds('')).toEqual(ids);
  });

  it('keeps runs below other prefixes out of its list', async () => {
    await bucketStore('shared', 'team-b').write('20280101-100000-x-0000', 'plan.json', bytes('x'));
    expect(await bucketStore('shared', 'team-c').runIds('')).toEqual([]);
  });
});

describe('what cannot be reached', () => {
  const closed = 'http://127.0.0.1:9';
  const blocked = () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    return openDirectoryStore(file);
  };

  it.each<[string, () => RemoteStore, RegExp]>([
    [
      'a bucket that is not there',
      () => bucketStore('absent'),
      /NoSuchBucket: The specified bucket does not exist/,
    ],
    [
      'a service that does not answer',
      () => openBucketStore({ bucket: 'b', region: 'us-east-1', endpoint: closed }, async () => anyKeys),
      /s3:\/\/b: .*(ECONNREFUSED|bad port)/,
    ],
    ['a directory that is none', blocked, /not a directory|EEXIST|ENOTDIR/],
  ])('says why: %s', async (_, open, reason) => {
    const [code, message] = ['STORE_UNWRITABLE', expect.stringMatching(reason)];
    await expect(open().write(runId, 'plan.json', bytes('x'))).rejects.toMatchObject({ code, message });
    const unreadable = { code: 'STORE_UNREADABLE' };
    await expect(open().read(runId, 'plan.json')).rejects.toMatchObject(unreadable);
    await expect(open().runIds('')).rejects.toMatchObject(unreadable);
  });
});

describe('a service that checks signatures and rights', () => {
  it('takes ours with the rights that the docs list, and no others', async () => {
    const checking = await startMoto();
    try {
      await makeBucket(checking, 'whole');
      const keys = await checkKeys(checking);
      const storeWith = (secretAccessKey: string) =>
        openBucketStore(
          { bucket: 'whole', prefix: 'team/load-tests', region: 'us-east-1', endpoint: checking.url },
          async () => ({
            ...keys,
            secretAccessKey,
          }),
        );
      const store = storeWith(keys.secretAccessKey);
      await store.write(runId, 'plan.json', bytes('mine'));
      expect(await store.read(runId, 'plan.json')).toEqual(bytes('mine'));
      expect(await store.runIds('2026')).toEqual([runId]);
      await store.remove(runId, 'plan.json');

      const wrong = storeWith('wrong').write(runId, 'plan.json', bytes('x'));
      await expect(wrong).rejects.toThrow(/plan\.json" of .*: SignatureDoesNotMatch/);
    } finally {
      await checking.close();
    }
  });
});
