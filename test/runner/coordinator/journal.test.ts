import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SeriesPoint, seriesPointSchema } from '../../../core/records/index.ts';
import { compressJournal, Journal, readJournal } from '../../../runner/coordinator/journal.ts';

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'loadtest-journal-'));
  path = join(directory, 'series.ndjson');
});

afterEach(() => rm(directory, { recursive: true }));

function point(tMs: number, delta = 1): SeriesPoint {
  return { type: 'counter', tMs, metric: 'iterations', tags: { scenario: 'a' }, unit: '', delta };
}

async function read(file: string): Promise<SeriesPoint[]> {
  const points: SeriesPoint[] = [];
  for await (const one of readJournal(file, seriesPointSchema)) points.push(one);
  return points;
}

describe('a journal', () => {
  it('gives back what was appended, while it is open and when it is compressed', async () => {
    const journal = await Journal.create(path);
    await journal.append([point(0), point(1_000)]);
    await journal.append([]);
    await journal.append([point(2_000)]);
    const all = [point(0), point(1_000), point(2_000)];
    expect(await read(path)).toEqual(all);
    await journal.close();
    await compressJournal(path);
    expect(await read(`${path}.gz`)).toEqual(all);
    expect(existsSync(path)).toBe(false);
  });

  it('is not made over another', async () => {
    await writeFile(path, 'precious');
    await expect(Journal.create(path)).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(path, 'utf8')).toBe('precious');
  });

  it('says once that it cannot be written', async () => {
    const journal = await Journal.create(path);
    await journal.close();
    await expect(journal.append([point(0)])).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
    await journal.append([point(1_000)]);
  });
});

describe('reading a journal', () => {
  it('passes over a last line that a crash cut off', async () => {
    const lines = [point(0), point(1_000)].map((one) => `${JSON.stringify(one)}\n`).join('');
    await writeFile(path, lines.slice(0, -10));
    expect(await read(path)).toEqual([point(0)]);
  });

  it('passes over a line that is no point', async () => {
    await writeFile(path, `${JSON.stringify(point(0))}\n{"type":"counter"}\nnonsense\n`);
    await appendFile(path, `${JSON.stringify(point(1_000))}\n`);
    expect(await read(path)).toEqual([point(0), point(1_000)]);
  });

  it('of a file that is not there fails, and can be caught', async () => {
    await expect(read(join(directory, 'none'))).rejects.toThrow('ENOENT');
  });

  it('of a compressed file that is cut off fails, and can be caught', async () => {
    const whole = gzipSync(`${JSON.stringify(point(0))}\n`.repeat(1_000));
    await writeFile(`${path}.gz`, whole.subarray(0, whole.length - 20));
    await expect(read(`${path}.gz`)).rejects.toThrow();
  });

  it('of an empty one gives nothing', async () => {
    await writeFile(path, '');
    expect(await read(path)).toEqual([]);
  });
});

describe('compressing', () => {
  it('leaves the journal as it is when the compressed file cannot be made', async () => {
    await writeFile(path, `${JSON.stringify(point(0))}\n`);
    await mkdir(`${path}.gz`);
    await compressJournal(path);
    expect(await readdir(directory)).toEqual(['series.ndjson', 'series.ndjson.gz']);
    expect(await read(path)).toEqual([point(0)]);
  });
});
