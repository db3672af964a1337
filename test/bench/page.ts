import { z } from 'zod';

const goalSchema = z.object({ what: z.string(), wanted: z.string(), measured: z.number(), met: z.boolean() });

/** What one benchmark found, when, where and by which command; `figures` stay in the document. */
const findingsSchema = z.looseObject({
  command: z.string(),
  date: z.string(),
  machine: z.string(),
  loadAverage: z.array(z.number()),
  goals: z.array(goalSchema),
});

/** The findings by the benchmark's name. */
export const benchmarksSchema = z.record(z.string(), findingsSchema);
export type Benchmarks = z.infer<typeof benchmarksSchema>;

const place = /(<!-- figures: (\S+) -->\n).*?(<!-- end of figures -->)/gs;

/** The page with each table of figures made anew; the text around them stays. */
export function fillPage(page: string, benchmarks: Benchmarks): string {
  return page.replace(
    place,
    (_, start: string, name: string, end: string) => `${start}\n${tableOf(benchmarks[name])}\n${end}`,
  );
}

function tableOf(findings: Benchmarks[string] | undefined): string {
  if (!findings) return 'Not measured yet.\n';
  const { command, date, machine, loadAverage, goals } = findings;
  const rows = goals.map(
    ({ what, wanted, measured, met }) => `| ${what} | ${wanted} | ${measured} | ${met ? 'yes' : '**no**'} |`,
  );
  const [load = 0] = loadAverage;
  return [
    `\`${command}\`, ${date}, ${machine}; load average of the minute before: ${load.toFixed(1)}.`,
    '',
    '| what | goal | measured | met |',
    '|---|---|--:|---|',
    ...rows,
    '',
  ].join('\n');
}
