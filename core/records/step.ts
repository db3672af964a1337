import { z } from 'zod';

/**
 * A maximal interval in which the target of every scenario is constant, as one scenario sees it. Rows of the same
 * interval share `index`. `target` is iterations started per second in the open model, virtual users in the closed.
 */
export const stepSchema = z.object({
  index: z.int().nonnegative(),
  startMs: z.number(),
  endMs: z.number(),
  scenario: z.string(),
  model: z.enum(['open', 'closed']),
  target: z.number(),
});

export type Step = z.infer<typeof stepSchema>;

/** How load arrives: whatever the system does (open), or only when it has answered (closed). */
export const loadModelSchema = z.enum(['open', 'closed', 'mixed']);
export type LoadModel = z.infer<typeof loadModelSchema>;
