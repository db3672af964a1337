import { describe, expect, it } from 'vitest';
import { readWorkflow } from './pipeline.ts';
import { runScript } from './script.ts';

const [step] = readWorkflow('.github/workflows/loadtest.yml').jobs.ask?.steps ?? [];
const pull = { '/pulls/7': 'c0ffee' };
const writer = { ...pull, '/collaborators/ann/permission': 'write' };
const reader = { ...pull, '/collaborators/ann/permission': 'read' };

function ask(env: Readonly<Record<string, string>>, gh: Readonly<Record<string, string>> = {}) {
  const base = { GITHUB_REPOSITORY: 'shop/api', HEAD: '', COMMENT: '', LOGIN: '', PULL_REQUEST: '' };
  return runScript(step?.run ?? '', { env: { ...base, ...env }, gh });
}

const askedBy = (comment: string) => ({ COMMENT: comment, LOGIN: 'ann', PULL_REQUEST: '7' });

describe('a load test', () => {
  it('is asked for by every pull request, at its own commit', async () => {
    const { outputs, ghCalls } = await ask({ HEAD: 'abc' });
    expect(outputs).toEqual({ scenario: 'smoke', commit: 'abc' });
    expect(ghCalls).toEqual([]);
  });

  it.each([
    ['with its scenario', '/loadtest checkout', 'checkout'],
    ['without one, which is smoke', '/loadtest', 'smoke'],
    ['with more lines, of which the first counts', '/loadtest smoke\r\nplease', 'smoke'],
  ])('is asked for by a comment %s', async (_, comment, scenario) => {
    expect((await ask(askedBy(comment), writer)).outputs).toEqual({ scenario, commit: 'c0ffee' });
  });

  it.each([
    ['another command', '/loadtester smoke'],
    ['further words', '/loadtest smoke --vus 1000'],
  ])('is not asked for by %s', async (_, comment) => {
    expect(await ask(askedBy(comment), writer)).toMatchObject({ exitCode: 0, outputs: {}, ghCalls: [] });
  });

  it.each([
    ['a name that is a path', '/loadtest ../evil', writer],
    ['a name that is an option', '/loadtest --config=evil', writer],
    ['a name that is a command', '/loadtest $(id)', writer],
    ['somebody who may only read', '/loadtest smoke', reader],
    ['somebody who cannot be looked up', '/loadtest smoke', pull],
  ])('is refused to %s', async (_, comment, gh) => {
    expect(await ask(askedBy(comment), gh)).toMatchObject({ exitCode: 1, outputs: {} });
  });
});
