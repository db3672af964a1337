import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LoadtestError, messageOf } from '../../core/errors.ts';
import {
  type RunPlan,
  type RunResult,
  runPlanSchema,
  runResultSchema,
  type SeriesPoint,
} from '../../core/records/index.ts';
import { readJournal } from '../coordinator/journal.ts';

/** What a run's directory holds. */
export const runFiles = {
  plan: 'plan.json',
  result: 'result.json',
  /** The seconds of a run that has not come to its end. */
  journal: 'series.ndjson',
  series: 'series.ndjson.gz',
  /** Which process runs it. */
  owner: 'owner.json',
  log: 'log.ndjson',
  bundle: 'bundle.tar',
  tags: 'tags.json',
} as const;

/** A run as a list shows it; `verdict` and what follows are absent while there is no result. */
export interface RunSummary {
  readonly id: string;
  readonly scenario: string;
  readonly createdAt: string;
  readonly verdict?: RunResult['verdict'];
  readonly validity?: RunResult['validity']['level'];
  readonly durationMs?: number;
  readonly exitCode?: number;
  readonly tags: readonly string[];
}

/** The runs on disk, one directory each. Every file is written whole or not at all. */
export interface RunStore {
  /** Newest first. */
  list(): Promise<RunSummary[]>;
  /** Makes the directory of a new run. Throws `STORE_UNWRITABLE`. */
  create(plan: RunPlan): Promise<string>;
  readPlan(id: string): Promise<RunPlan>;
  /** Throws `RUN_NOT_FOUND` if the run has no result. */
  readResult(id: string): Promise<RunResult>;
  writeResult(result: RunResult): Promise<void>;
  /** The client's series second by second; nothing if there are none. */
  readSeries(id: string): AsyncIterable<SeriesPoint>;
  readTags(id: string): Promise<readonly string[]>;
  writeTags(id: string, tags: readonly string[]): Promise<void>;
  remove(id: string): Promise<void>;
  directory(id: string): string;
}

const tagsSchema = z.array(z.string());

/** The store in a directory, which need not exist yet. */
export function openStore(root: string): RunStore {
  const directory = (id: string) => join(root, id);
  const path = (id: string, file: keyof typeof runFiles) => join(root, id, runFiles[file]);
  const readPlan = (id: string) => readRecord(path(id, 'plan'), runPlanSchema);
  const readResult = (id: string) => readRecord(path(id, 'result'), runResultSchema);
  const readTags = async (id: string) =>
    existsSync(path(id, 'tags')) ? readRecord(path(id, 'tags'), tagsSchema) : [];

  return {
    directory,
    readPlan,
    readResult,
    readTags,
    async list() {
      const names = await readdir(root).catch(() => []);
      const ids = names
        .filter((name) => existsSync(path(name, 'plan')))
        .sort()
        .reverse();
      return Promise.all(
        ids.map(async (id) => summaryOf(await readPlan(id), await resultIfAny(id), await readTags(id))),
      );
    },
    async create(plan) {
      const made = directory(plan.runId);
      try {
        await mkdir(made, { recursive: true });
        await writeWhole(path(plan.runId, 'plan'), plan);
      } catch (error) {
        throw new LoadtestError(
          'STORE_UNWRITABLE',
          `cannot write results to "${made}": ${messageOf(error)}`,
          {
            hint: 'make the directory writable, or choose another with resultsDir in the configuration',
            cause: error,
          },
        );
      }
      return made;
    },
    writeResult: (result) => writeWhole(path(result.runId, 'result'), result),
    async *readSeries(id) {
      const file = [path(id, 'series'), path(id, 'journal')].find(existsSync);
      if (file !== undefined) yield* readJournal(file);
    },
    writeTags: (id, tags) => writeWhole(path(id, 'tags'), tags),
    remove: (id) => rm(directory(id), { recursive: true }),
  };

  async function resultIfAny(id: string): Promise<RunResult | undefined> {
    return existsSync(path(id, 'result')) ? readResult(id) : undefined;
  }
}

function summaryOf(plan: RunPlan, result: RunResult | undefined, tags: readonly string[]): RunSummary {
  return {
    id: plan.runId,
    scenario: plan.scenario.name,
    createdAt: plan.createdAt,
    tags,
    ...(result && {
      verdict: result.verdict,
      validity: result.validity.level,
      durationMs: result.durationMs,
      exitCode: result.exitCode,
    }),
  };
}

async function readRecord<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new LoadtestError('RUN_NOT_FOUND', `there is no "${path}"`, { cause: error });
  });
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new LoadtestError('RECORD_INVALID', `"${path}" is not a record of this version`, {
    places: parsed.error.issues.map(({ path: at, message }) => ({
      file: path,
      message: `${at.join('.')}: ${message}`,
    })),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Writes a record beside its place and moves it there, so that a reader never sees a part of it. */
export async function writeWhole(path: string, record: unknown): Promise<void> {
  const unfinished = `${path}.part`;
  await writeFile(unfinished, `${JSON.stringify(record, null, 2)}\n`);
  await rename(unfinished, path);
}
