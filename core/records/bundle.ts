import { z } from 'zod';
import { k6OptionsSchema } from './k6-options.ts';
import { schemaVersion } from './schema-version.ts';

/** A scenario as k6 archived it: one self-contained file, its own options, and where it came from. */
export const bundleSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  scenario: z.string(),
  /** The entry file, relative to the directory that holds all of the scenario's sources. */
  entry: z.string(),
  /** That directory on the machine that bundled: an error's place is `root` plus the path k6 prints. */
  root: z.string(),
  /** SHA-256 of the archive with the script's own options; the same sources give the same digest anywhere. */
  digest: z.string(),
  sizeBytes: z.int(),
  options: k6OptionsSchema,
});

export type Bundle = z.infer<typeof bundleSchema>;
