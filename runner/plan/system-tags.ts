/** What k6 tags every sample with unless a script says otherwise. */
const k6Default = [
  'check',
  'error',
  'error_code',
  'expected_response',
  'group',
  'method',
  'name',
  'proto',
  'scenario',
  'service',
  'status',
  'subproto',
  'tls_version',
  'url',
];

/** What a result needs; without the others streaming costs the generator nothing. */
const needed = [
  'status',
  'method',
  'name',
  'group',
  'check',
  'error',
  'error_code',
  'scenario',
  'expected_response',
];

/**
 * The system tags of a run: those that a result needs and those that thresholds name. A script that chose its own
 * keeps them besides.
 */
export function systemTagsFor(
  scriptTags: readonly string[] | null | undefined,
  required: readonly string[],
): string[] {
  const isDefault = !scriptTags || [...scriptTags].sort().join() === k6Default.join();
  const own = isDefault ? [] : scriptTags;
  return [...new Set([...needed, ...own, ...required.filter((tag) => k6Default.includes(tag))])];
}
