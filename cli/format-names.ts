import type { FormatName } from '../reports/formats.ts';

/** What `--format` takes; a list of its own, so that help need not load the renderings. */
export const formatNames = [
  'html',
  'md',
  'junit',
  'json',
  'csv',
  'terminal',
] as const satisfies readonly FormatName[];
