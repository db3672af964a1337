import { describe, expect, it } from 'vitest';
import { helpText, LaunchError, parseLaunch } from '../../sample-api/launch.ts';

describe('parseLaunch', () => {
  it.each([
    ['a flag with its value', ['--cpu-ms', '4.5'], {}, { cpuMs: 4.5 }],
    ['a flag with an equals sign', ['--lock-ms=8'], {}, { lockMs: 8 }],
    ['an environment variable', [], { SAMPLE_API_CPU_MS: '2' }, { cpuMs: 2 }],
    ['the flag where both are given', ['--cpu-ms', '5'], { SAMPLE_API_CPU_MS: '2' }, { cpuMs: 5 }],
    [
      'the demand of single routes',
      ['--route-cpu-ms', 'home=1,me=0.5'],
      {},
      { routeCpuMs: { home: 1, me: 0.5 } },
    ],
    ['a choice', [], { SAMPLE_API_DISTRIBUTION: 'fixed' }, { distribution: 'fixed' }],
    ['nothing of other variables', [], { PATH: '/bin', SAMPLE: '1' }, { cpuMs: 3, lockMs: 0 }],
  ])('reads %s', (_, args, env, expected) => {
    expect(parseLaunch(args, env).settings).toMatchObject(expected);
  });

  it.each([
    ['nothing', [], {}, { port: 4000, host: '127.0.0.1', withParent: false, help: false }],
    ['flags', ['--port', '0', '--with-parent', '--help'], {}, { port: 0, withParent: true, help: true }],
    [
      'the environment',
      [],
      { SAMPLE_API_PORT: '81', SAMPLE_API_WITH_PARENT: 'true' },
      { port: 81, withParent: true, help: false },
    ],
  ])('takes the process switches from %s', (_, args, env, expected) => {
    expect(parseLaunch(args, env)).toMatchObject(expected);
  });

  it.each([
    ['text for a number', ['--cpu-ms', 'abc'], {}, [/^--cpu-ms: .*expected number.*got "abc"$/]],
    ['an empty number', [], { SAMPLE_API_CPU_MS: '' }, [/^SAMPLE_API_CPU_MS: .*expected number/]],
    ['a number below zero', ['--lock-ms=-1'], {}, [/^--lock-ms: .*>=0, got "-1"$/]],
    ['part of a byte', ['--held-bytes', '1.5'], {}, [/^--held-bytes: .*expected int/]],
    ['a share below zero', ['--error-share=-0.1'], {}, [/^--error-share: .*>=0/]],
    [
      'shares above one together',
      ['--error-share=0.6', '--stall-share=0.6'],
      {},
      [/^--stall-share: .*together/],
    ],
    ['a port that cannot be', ['--port', '65536'], {}, [/^--port: .*<=65535/]],
    ['a flag without its value', ['--seed'], {}, [/^--seed: /]],
    ['an unknown choice', ['--distribution', 'normal'], {}, [/"exponential"\|"fixed", got "normal"$/]],
    ['an unknown route', ['--route-cpu-ms', 'hom=1'], {}, [/^--route-cpu-ms: .*"hom"/]],
    ['a route without its number', ['--route-cpu-ms', 'home'], {}, [/^--route-cpu-ms: .*expected number/]],
    ['an unknown flag', ['--cpu', '3'], {}, [/^unexpected argument "3"$/, /^unknown switch --cpu$/]],
    ['an unknown variable', [], { SAMPLE_API_CPU: '3' }, [/^unknown switch SAMPLE_API_CPU$/]],
    ['several things at once', ['x', '--seed', 'y'], {}, [/^unexpected argument "x"$/, /^--seed: /]],
  ])('refuses %s', (_, args, env, expected) => {
    const problems = problemsOf(() => parseLaunch(args, env));
    expect(problems).toHaveLength(expected.length);
    expected.forEach((pattern, index) => {
      expect(problems[index]).toMatch(pattern);
    });
  });
});

describe('helpText', () => {
  it('is complete', async () => {
    await expect(helpText()).toMatchFileSnapshot('golden/help.txt');
  });
});

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof LaunchError) return error.problems;
    throw error;
  }
  return [];
}
