import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LoadtestError } from '../../core/errors.ts';
import {
  type RunPlan,
  type RunResult,
  runPlanSchema,
  runResultSchema,
  type SeriesPoint,
  seriesPointSchema,
} from '../../core/records/index.ts';
import { readJournal } from '../coordinator/journal.ts';
import { makeDirectory } from '../make-directory.ts';
import { isGone, readOwner, thisProcess, writeOwner } from './owner.ts';
import { readRecord } from './read-record.ts';
import { runFiles } from './run-files.ts';
import { unwritable, writeRecord } from './write-whole.ts';

export { runFiles } from './run-files.ts';

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
  /** Why its records cannot be read; scenario and time are empty then. */
  readonly unreadable?: string;
}

/** The runs on disk, one directory each. Every file is written whole or not at all. */
export interface RunStore {
  /** The runs that have a plan, in no order. */
  ids(): Promise<string[]>;
  /** The same with what a list shows of them, newest first; one that cannot be read stands in no other's way. */
  list(): Promise<RunSummary[]>;
  /** Makes the directory of a new run, which this process owns. Throws `STORE_UNWRITABLE`, and leaves nothing. */
  create(plan: RunPlan): Promise<string>;
  readPlan(id: string): Promise<RunPlan>;
  /** Throws `RUN_NOT_FOUND` if the run has no result. */
  readResult(id: string): Promise<RunResult>;
  writeResult(result: RunResult): Promise<void>;
  /** The client's series second by second; nothing if there are none. */
  readSeries(id: string): AsyncIterable<SeriesPoint>;
  readTags(id: string): Promise<readonly string[]>;
  writeTags(id: string, tags: readonly string[]): Promise<void>;
  /** Throws `USAGE` if the run is under way. */
  remove(id: string): Promise<void>;
  directory(id: string): string;
}

const tagsSchema = z.array(z.string());

/** The store in a directory, which need not exist yet. */
export function openStore(root: string): RunStore {
  const directory = (id: string) => join(root, id);
  const path = (id: string, file: keyof typeof runFiles) => join(root, id, runFiles[file]);
  const ids = async () => {
    const names = await readdir(root).catch(() => []);
    return names.filter((name) => existsSync(path(name, 'plan')));
  };
  const readPlan = (id: string) => readRecord(path(id, 'plan'), runPlanSchema);
  const hasResult = (id: string) => existsSync(path(id, 'result'));
  const isUnderWay = async (id: string) => {
    const owner = await readOwner(directory(id));
    return owner !== undefined && !isGone(owner);
  };
  const readTags = async (id: string) =>
    existsSync(path(id, 'tags')) ? readRecord(path(id, 'tags'), tagsSchema) : [];

  return {
    directory,
    readPlan,
    readTags,
    async readResult(id) {
      if (!hasResult(id) && (await isUnderWay(id))) {
        throw new LoadtestError('RUN_NOT_FOUND', `run "${id}" is still under way`);
      }
      return readRecord(path(id, 'result'), runResultSchema);
    },
    ids,
    async list() {
      const summaries = await Promise.all(
        (await ids()).map(async (id) => {
          try {
            return summaryOf(await readPlan(id), await resultIfAny(id), await readTags(id));
          } catch (error) {
            if (!(error instanceof LoadtestError)) throw error;
            return { id, scenario: '', createdAt: '', tags: [], unreadable: error.message };
          }
        }),
      );
      return summaries.sort(newestFirst);
    },
    async create(plan) {
      const made = directory(plan.runId);
      try {
        await makeDirectory(root);
        await mkdir(made);
      } catch (error) {
        throw unwritable(made, error);
      }
      try {
        // The owner first, so that nobody takes a run that has begun for one that was left behind.
        await writeOwner(made, thisProcess());
        await writeRecord(path(plan.runId, 'plan'), plan);
      } catch (error) {
        await rm(made, { recursive: true, force: true });
        throw error;
      }
      return made;
    },
    writeResult: (result) => writeRecord(path(result.runId, 'result'), result),
    async *readSeries(id) {
      const file = [path(id, 'series'), path(id, 'journal')].find(existsSync);
      if (file !== undefined) yield* readJournal(file, seriesPointSchema);
    },
    writeTags: (id, tags) => writeRecord(path(id, 'tags'), tags),
    async remove(id) {
      if (await isUnderWay(id)) {
        throw new LoadtestError('USAGE', `run "${id}" is still under way`, { hint: 'stop it first' });
      }
      await rm(directory(id), { recursive: true, force: true });
    },
  };

  async function resultIfAny(id: string): Promise<RunResult | undefined> {
    return hasResult(id) ? readRecord(path(id, 'result'), runResultSchema) : undefined;
  }
}

const lengthOfSecond = '20261123-153200'.length;

/**
 * Orders runs by when they were planned: by the second that an id begins with, which is known of an unreadable run too,
 * then by the moment within it, for ids do not tell those of one second apart.
 */
export function newestFirst(one: RunSummary, other: RunSummary): number {
  const key = ({ id, createdAt }: RunSummary) => [id.slice(0, lengthOfSecond), createdAt, id].join(' ');
  return key(one) < key(other) ? 1 : -1;
}

/** What a list shows of a run. */
export function summaryOf(plan: RunPlan, result: RunResult | undefined, tags: readonly string[]): RunSummary {
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
