import { describe, expect, it } from 'vitest';
import { locate } from '../../../cli/config/locate.ts';

/** The source without the mark, and where the mark `@` stood. */
function marked(source: string) {
  const before = source.slice(0, source.indexOf('@')).split('\n');
  return {
    source: source.replace('@', ''),
    position: { line: before.length, column: (before.at(-1) ?? '').length + 1 },
  };
}

describe('locate', () => {
  it.each([
    ['a value in defineConfig', 'export default defineConfig({\n  workers: @0,\n});', ['workers']],
    ['a value in a bare object', 'export default { workers: @0 }', ['workers']],
    ['a value in CommonJS', 'module.exports = { workers: @0 };', ['workers']],
    [
      'a value in an object that is exported by name',
      'const config: ConfigInput = { workers: @0 };\nexport default config;',
      ['workers'],
    ],
    [
      'a value that is exported by name in a call',
      'const base = { workers: @0 };\nexport default defineConfig(base);',
      ['workers'],
    ],
    ['an element of a list in a list', 'export default { a: [[1, 2], [3, @4]] }', ['a', 1, 1]],
    [
      'a property of an element',
      "export default { targets: [{ host: 'a' }, { host: @'b' }] }",
      ['targets', 1, 'host'],
    ],
    [
      'a key in quotes',
      "export default { thresholds: { 'http_req_duration{name:home}': @5 } }",
      ['thresholds', 'http_req_duration{name:home}'],
    ],
    ['past comments with brackets', 'export default { /* { */ a: 1, // }\n b: @2 }', ['b']],
    [
      'past strings with brackets and quotes',
      String.raw`export default { a: 'it\'s {', b: "]", c: @2 }`,
      ['c'],
    ],
    [
      'past templates with substitutions',
      `export default { a: \`x $\{ f({ y: \`}\` }) } {\`, b: @2 }`,
      ['b'],
    ],
    ['past regular expressions', 'export default { a: /[/}]\\/,{/u, b: 4 / 2, c: @2 }', ['c']],
    [
      'past methods, spreads and functions',
      'export default { ...base, f() { return { c: 1 }; }, g: (x) => ({ c: 1 }), c: @2 }',
      ['c'],
    ],
    [
      'inside of a call',
      'export default defineConfig({ target: makeTarget({ url: @0 }) })',
      ['target', 'url'],
    ],
    [
      'inside of parentheses and satisfies',
      'export default ({ a: { b: @1 } }) satisfies ConfigInput;',
      ['a', 'b'],
    ],
    ['a shorthand property', 'export default { @workers, a: 1 }', ['workers']],
    ['the object around a missing key', 'export default { target: @{ command: 1 } }', ['target', 'url']],
    ['the whole for a missing top-level key', 'export default @{ a: 1 }', ['target']],
    ['where a value from elsewhere is used', 'export default { target: @sharedTarget }', ['target', 'url']],
  ])('finds %s', (_, text, path) => {
    const { source, position } = marked(text);
    expect(locate(source, path, 'value')).toEqual(position);
  });

  it('finds the key itself', () => {
    const { source, position } = marked('export default {\n  a: 1,\n  @worker: 2,\n};');
    expect(locate(source, ['worker'], 'key')).toEqual(position);
  });

  it.each([
    ['a function', 'export default () => makeConfig();'],
    ['an import', "import config from './other.ts';\nexport default config;"],
    ['nothing', 'const config = { a: 1 };'],
    ['a file that breaks off', 'export default'],
  ])('gives nothing if what is exported is %s', (_, source) => {
    expect(locate(source, ['a'], 'value')).toBeUndefined();
  });
});
