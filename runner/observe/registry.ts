import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { Context } from '../../core/context.ts';
import type { MetricSource } from '../../core/metric-source.ts';
import { pidInFile, portLookup } from './lookup.ts';
import { processSource } from './process.ts';

const processObserverSchema = z
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
type ProcessObserver = z.infer<typeof processObserverSchema>;

/** One entry of `observers` in the configuration. */
export const observerSchema = z.discriminatedUnion('type', [processObserverSchema]);
export type Observer = z.infer<typeof observerSchema>;

/** The metric sources by the type that the configuration names. */
const factories: {
  readonly [T in Observer['type']]: (ctx: Context, observer: Observer & { readonly type: T }) => MetricSource;
} = { process: observeProcess };

/** The metric source that an entry of the configuration describes. */
export function createSource(ctx: Context, observer: Observer): MetricSource {
  return factories[observer.type](ctx, observer);
}

function observeProcess(ctx: Context, { pid, port, pidFile, name }: ProcessObserver): MetricSource {
  if (pid !== undefined) return processSource(ctx, { pid, name: name ?? `pid ${pid}` });
  if (port !== undefined) return processSource(ctx, { pid: portLookup(port), name: name ?? `port ${port}` });
  const file = resolve(ctx.cwd, pidFile ?? '');
  return processSource(ctx, { pid: () => pidInFile(file), name: name ?? basename(file, '.pid') });
}
