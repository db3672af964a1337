import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A directory with these files, by their paths in it. */
export function makeProject(files: Readonly<Record<string, string>>, name = 'project'): string {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'loadtest-bundle-'))), name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}
