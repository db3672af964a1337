import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Context } from '../../core/context.ts';
import type { MetricSource } from '../../core/metric-source.ts';
import { pidInFile, portLookup } from './lookup.ts';
import { processSource } from './process.ts';

/** An entry of `observers` that names a process of this machine. */
export const processObserverSchema = z
  .strictObject({
    type: z.literal('process'),
    pid: z.int().positive().optional(),
    port: z.int().min(1).max(65_535).optional(),
    /** Relative to the working directory. */
    pidFile: z.string().min(1).optional(),
    /** The resource's name in the result; default: from how the process was found. */
    name: z.string().min(1).optional(),
  })
  .refine(
    ({ pid, port, pidFile }) => [pid, port, pidFile].filter((given) => given !== undefined).length === 1,
    {
      error: 'a process observer takes exactly one of pid, port and pidFile',
    },
  );
export type ProcessObserver = z.infer<typeof processObserverSchema>;

/** The metric source of such an entry. */
export function observeProcess(ctx: Context, { pid, port, pidFile, name }: ProcessObserver): MetricSource {
  if (pid !== undefined) return processSource(ctx, { pid, name: name ?? `pid ${pid}` });
  if (port !== undefined) return processSource(ctx, { pid: portLookup(port), name: name ?? `port ${port}` });
  const file = resolve(ctx.cwd, pidFile ?? '');
  return processSource(ctx, { pid: () => pidInFile(file), name: name ?? basename(file, '.pid') });
}
