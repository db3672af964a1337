import { readFile } from 'node:fs/promises';

const names = ['worker.sh', 'k6-log.awk', 'usage.awk'] as const;

/** The files of a worker's supervisor, by name: what a pod finds beside each other. */
export async function readSupervisor(): Promise<Readonly<Record<string, string>>> {
  const texts = await Promise.all(names.map((name) => readFile(new URL(name, import.meta.url), 'utf8')));
  return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
}
