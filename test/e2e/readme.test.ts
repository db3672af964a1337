import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { pathOf } from '../ci/pipeline.ts';
import { runScript } from '../ci/script.ts';
import { makeDirectory, runIds, writeFiles } from './harness.ts';
import { startTargetServer } from './target-server.ts';

/** A part of the README's first scenario: a file to write, or a line to type. */
type Part = { readonly file: string; readonly text: string } | { readonly line: string };

function tutorial(): readonly Part[] {
  const [, chapter = ''] = readFileSync(pathOf('README.md'), 'utf8').split(
    '## A first scenario of your own, in five minutes\n',
  );
  const blocks = [...(chapter.split('\n## ')[0] ?? '').matchAll(/([^\n]*\n\n)?```(\w+)\n(.*?)```/gs)];
  return blocks.flatMap(([, before = '', language, text = '']): readonly Part[] => {
    if (language === 'sh')
      return text
        .trim()
        .split('\n')
        .map((line) => ({ line }));
    return [{ file: /`(\S+\.(?:mjs|ts))`/.exec(before)?.[1] ?? '', text }];
  });
}

const directory = makeDirectory();
const shop = join(directory, 'shop');
const results: { readonly line: string; readonly exitCode: number | null; readonly said: string }[] = [];

/** The port that the README and the scaffolded files name may be taken on this machine. */
async function freePort(): Promise<string> {
  const server = await startTargetServer();
  await server.close();
  return new URL(server.url).port;
}

afterAll(() => {
  for (const { line, exitCode, said } of results)
    if (exitCode !== 0) process.stderr.write(`$ ${line}\n${said}\n`);
});

it('the first scenario of the README works as it stands there', { timeout: 300_000 }, async () => {
  const port = await freePort();
  symlinkSync(pathOf('.'), join(directory, 'loadtest'));
  // What the repository beside it would do at its installation has been done.
  const env = {
    npm_config_ignore_scripts: 'true',
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
  };

  for (const part of tutorial()) {
    if ('file' in part) {
      writeFiles(shop, { [part.file]: part.text.replaceAll('3000', port) });
      continue;
    }
    const { exitCode, stdout, stderr } = await runScript(part.line, {
      cwd: existsSync(shop) ? shop : directory,
      env,
    });
    results.push({ line: part.line, exitCode, said: stdout + stderr });
    for (const file of ['loadtest.config.ts', 'loadtest/scenarios/smoke.ts'].map((name) =>
      join(shop, name),
    )) {
      if (existsSync(file)) writeFileSync(file, readFileSync(file, 'utf8').replaceAll('3000', port));
    }
  }

  expect(results.filter(({ exitCode }) => exitCode !== 0).map(({ line }) => line)).toEqual([]);
  expect(results.length).toBeGreaterThan(8);
  expect(runIds(shop)).toHaveLength(3);
  expect(readFileSync(join(shop, 'hello.html'), 'utf8')).toContain('hello');
});
