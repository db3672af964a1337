/** What a run's directory holds. */
export const runFiles = {
  plan: 'plan.json',
  result: 'result.json',
  /** The seconds of a run that has not come to its end. */
  journal: 'series.ndjson',
  series: 'series.ndjson.gz',
  /** What the metric sources of such a run have read, piece by piece. */
  observed: 'observed.ndjson',
  /** Which process carries a run that has not come to its end. */
  owner: 'owner.json',
  /** What the workers of such a run need on disk. */
  scratch: 'scratch',
  log: 'log.ndjson',
  bundle: 'bundle.tar',
  tags: 'tags.json',
} as const;
