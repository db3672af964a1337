import { describe, expect, it } from 'vitest';
import { cli } from '../harness.ts';

describe('colour', () => {
  const escapeCode = '\u001b[';
  it.each([
    ['none when stderr is no terminal', false, [], {}, false],
    ['some on a terminal', true, [], {}, true],
    ['none on a dumb terminal', true, [], { TERM: 'dumb' }, false],
    ['none with NO_COLOR', true, [], { NO_COLOR: '1' }, false],
    ['some with an empty NO_COLOR', true, [], { NO_COLOR: '' }, true],
    ['some with FORCE_COLOR where there is no terminal', false, [], { FORCE_COLOR: '1' }, true],
    ['none with FORCE_COLOR=0', true, [], { FORCE_COLOR: '0' }, false],
    ['NO_COLOR beats FORCE_COLOR', true, [], { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    ['--no-color beats FORCE_COLOR', true, ['--no-color'], { FORCE_COLOR: '1' }, false],
    ['--color always beats NO_COLOR', false, ['--color', 'always'], { NO_COLOR: '1' }, true],
    ['--color=never on a terminal', true, ['--color=never'], {}, false],
    ['none in JSON, whatever is forced', true, ['--json', '--color=always'], {}, false],
  ])('%s', async (_, tty, flags, env, isColoured) => {
    const { stderr } = await cli(['rpeort', ...flags], { tty, env });
    expect(stderr.includes(escapeCode)).toBe(isColoured);
    const { stdout } = await cli(['doctor', ...flags], { tty, env });
    expect(stdout.includes(escapeCode)).toBe(isColoured);
  });
});
