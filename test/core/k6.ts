import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const k6 = process.env.LOADTEST_K6 ?? 'k6';

/** Runs the real k6 in a directory of its own that holds `files`; gives both of its streams. */
export async function runK6(
  args: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'loadtest-core-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
    const { stdout, stderr } = await promisify(execFile)(k6, args, { cwd: directory });
    return stdout + stderr;
  } finally {
    await rm(directory, { recursive: true });
  }
}
