import { LoadtestError } from '../core/errors.ts';
import { didYouMean } from '../core/near-match.ts';
import type { RunStore, RunSummary } from '../runner/store/run-store.ts';

/**
 * The runs that references mean, in their order: an id, an unambiguous beginning of one, a tag (its newest run) or
 * `latest`. Throws `RUN_NOT_FOUND` with the near matches, or `USAGE` when a beginning fits several runs.
 */
export async function findRuns(
  store: RunStore,
  references: readonly string[],
): Promise<readonly RunSummary[]> {
  const runs = await store.list();
  return references.map((reference) => findRun(runs, reference));
}

/** `runs` are the newest first. */
export function findRun(runs: readonly RunSummary[], reference: string): RunSummary {
  const [found, ...others] = matchRuns(runs, reference);
  if (found && others.length > 0) throw ambiguous(reference, [found, ...others]);
  if (found) return found;
  throw notFound(reference, runs);
}

/** The run that a reference names, or all those whose ids begin with it. */
export function matchRuns(runs: readonly RunSummary[], reference: string): readonly RunSummary[] {
  const exact =
    runs.find(({ id }) => id === reference) ??
    runs.find(({ tags }) => tags.includes(reference)) ??
    (reference === 'latest' ? runs[0] : undefined);
  return exact ? [exact] : runs.filter(({ id }) => id.startsWith(reference));
}

function ambiguous(reference: string, runs: readonly RunSummary[]): LoadtestError {
  const ids = runs.slice(0, 3).map(({ id }) => id);
  return new LoadtestError('USAGE', `"${reference}" may be any of ${runs.length} runs`, {
    hint: `write more of the id: ${ids.join(', ')}${runs.length > ids.length ? ', …' : ''}`,
  });
}

function notFound(reference: string, runs: readonly RunSummary[]): LoadtestError {
  const names = ['latest', ...runs.flatMap(({ id, tags }) => [id, ...tags])];
  const otherwise =
    runs.length > 0 ? 'see "loadtest runs list"' : 'there are no runs yet, "loadtest run" makes one';
  return new LoadtestError('RUN_NOT_FOUND', `there is no run "${reference}"`, {
    hint: runs.length > 0 ? didYouMean(reference, names, otherwise) : otherwise,
  });
}
