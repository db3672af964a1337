import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pathOf } from './pipeline.ts';
import { runScript } from './script.ts';

const script = readFileSync(pathOf('.github/actions/comment/comment.sh'), 'utf8');
const login = { 'viewer { login }': 'github-actions[bot]' };

async function comment(markdown: string, gh: Readonly<Record<string, string>>) {
  const file = join(mkdtempSync(join(tmpdir(), 'loadtest-comment-')), 'report.md');
  writeFileSync(file, markdown);
  const env = {
    REPOSITORY: 'shop/api',
    PULL_REQUEST: '7',
    NAME: 'smoke',
    MARKDOWN: file,
    DETAILS_URL: 'https://ci/1',
  };
  const outcome = await runScript(script, { env, gh });
  return { ...outcome, last: outcome.ghCalls.at(-1) ?? [] };
}

const body = '<!-- loadtest smoke -->\n### pass\n\n[The report and everything else](https://ci/1)\n';

describe('the comment on a pull request', () => {
  it('is posted where there is none', async () => {
    const { last, exitCode } = await comment('### pass\n', {
      ...login,
      '--paginate': '',
      '--method POST': '',
    });
    expect(last).toEqual([
      'api',
      '--silent',
      '--method',
      'POST',
      'repos/shop/api/issues/7/comments',
      '--field',
      `body=${body}`,
    ]);
    expect(exitCode).toBe(0);
  });

  it('is updated where an earlier run has left one', async () => {
    const { last } = await comment('### pass\n', { ...login, '--paginate': '42\n43', '--method PATCH': '' });
    expect(last).toEqual([
      'api',
      '--silent',
      '--method',
      'PATCH',
      'repos/shop/api/issues/comments/42',
      '--field',
      `body=${body}`,
    ]);
  });

  it('is cut to what GitHub takes', async () => {
    const { last } = await comment('x'.repeat(100_000), { ...login, '--paginate': '', '--method POST': '' });
    expect((last.at(-1) ?? '').length).toBeLessThan(65_536);
  });

  it('fails where it may not be posted', async () => {
    const { exitCode } = await comment('### pass\n', { ...login, '--paginate': '' });
    expect(exitCode).toBe(1);
  });
});
