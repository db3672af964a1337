import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commands } from '../../cli/commands/index.ts';
import { configSchema } from '../../cli/config/schema.ts';
import { globalOptions } from '../../cli/global-options.ts';
import { exitCodeMeaning } from '../../core/exit-code.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');

describe('docs/configuration.md', () => {
  const text = read('configuration.md');

  it.each(Object.keys(configSchema.shape))('explains %s', (key) => {
    expect(text).toMatch(new RegExp(`\`${key.replace('$', '\\$')}[.\`]`));
  });

  it('shows YAML that is right', () => {
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(text) ?? [];
    expect(configSchema.safeParse(parse(example))).toMatchObject({ success: true });
  });
});

describe('docs/cli.md', () => {
  const text = read('cli.md');

  it.each(commands.map(({ name }) => name))('mentions the command %s', (name) => {
    expect(text).toMatch(new RegExp(`loadtest ${name}\\b`));
  });

  it.each(Object.values(globalOptions).map(({ flags }) => /--[\w-]+/.exec(flags)?.[0] ?? flags))(
    'explains %s',
    (flag) => {
      expect(text).toMatch(new RegExp(`^\\|.*\`${flag}\\b`, 'm'));
    },
  );

  it.each(Object.entries(exitCodeMeaning))('lists exit code %s', (code, meaning) => {
    expect(text).toContain(`| ${code} | ${meaning} |`);
  });
});
