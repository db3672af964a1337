import type { K6Options } from '../records/k6-options.ts';

/** The options with more run tags: the script's own are kept, and of two with one name the new one wins. */
export function mergeTags(options: K6Options, tags: Readonly<Record<string, string>>): K6Options {
  return Object.keys(tags).length === 0 ? options : { ...options, tags: { ...options.tags, ...tags } };
}
