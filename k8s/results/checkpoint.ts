import { z } from 'zod';
import { runResultSchema } from '../../core/records/index.ts';

/** How often a run under way is written to its store: what a lost coordinator loses at most. */
export const checkpointEveryMs = 10_000;

/** What a store holds of a run that has no result yet, beside its plan and its bundle. */
export const checkpointSchema = z.object({
  /** When it was written, by the coordinator's clock. */
  at: z.iso.datetime(),
  /** Wall clock of the unpause; absent until the load starts. */
  loadStartedAt: z.iso.datetime().optional(),
  /** How many parts of the series there are. */
  parts: z.int().nonnegative(),
  generator: runResultSchema.shape.generator,
});

export type Checkpoint = z.output<typeof checkpointSchema>;

/** The file that says how far a run has come; it goes when the result is there. */
export const checkpointFile = 'checkpoint.json';

/** A part of the series: the seconds between two checkpoints. Joined in their order they are the series file. */
export function partFile(index: number): string {
  return `series.${String(index).padStart(6, '0')}.ndjson.gz`;
}
