import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callsIn, problemOf } from './commands.ts';
import { anchorsOf, linksIn, pages, readPage, root } from './markdown.ts';

function problemOfLink(page: string, link: string): string | undefined {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchorsOf(readPage(target)).includes(anchor)) return undefined;
  return `${link}: ${target} has no such heading`;
}

describe.each(pages())('%s', (page) => {
  const text = readPage(page);

  it('links to what is there', () => {
    expect(linksIn(text).flatMap((link) => problemOfLink(page, link) ?? [])).toEqual([]);
  });

  it('calls commands and options that are there', () => {
    expect(callsIn(text).flatMap((call) => problemOf(call) ?? [])).toEqual([]);
  });
});

describe('README.md', () => {
  it('links every page of docs, itself or through the index', () => {
    const linked = ['README.md', 'docs/README.md'].flatMap((page) =>
      linksIn(readPage(page)).map((link) => join(dirname(page), link.split('#')[0] ?? '')),
    );
    const wanted = pages().filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
    expect(linked).toEqual(expect.arrayContaining(wanted));
  });

  it.each(linksIn(readPage('README.md')).filter((link) => link.endsWith('.png')))(
    'shows %s, which is small',
    (picture) => {
      expect(statSync(join(root, picture)).size).toBeLessThan(200_000);
    },
  );
});

describe('the check of commands', () => {
  it.each([
    ['run smoke --worker 2', '"run" has no option --worker'],
    ['runs lst', 'there is no command "runs lst"'],
    ['rnu smoke', 'there is no command "rnu smoke"'],
    ['run smoke --workers=2 -e A=1 -- --http-debug', undefined],
  ])('finds in "%s": %s', (call, problem) => {
    expect(problemOf(call)).toBe(problem);
  });

  it('finds the calls of the README', () => {
    expect(callsIn(readPage('README.md'))).toContain('run smoke');
  });
});
