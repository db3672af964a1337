import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow, parseCsv } from '../../core/csv.ts';

const texts = (text: string) => parseCsv(text).map((row) => row.map((cell) => cell.text));

describe('a CSV text', () => {
  it.each([
    [
      'may end its lines either way',
      'a,b\r\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['needs no end of its last line', 'a,b', [['a', 'b']]],
    [
      'has cells that are empty',
      'a,,\n,b,',
      [
        ['a', '', ''],
        ['', 'b', ''],
      ],
    ],
    ['has lines that are empty and mean nothing', 'a\n\n\r\nb\n', [['a'], ['b']]],
    ['has anything in quotes', '"a, ""b""\r\nc",d', [['a, "b"\r\nc', 'd']]],
    ['keeps quotes that enclose nothing', 'a"b,"c"d', [['a"b', '"c"d']]],
    ['may begin with a byte order mark', '\uFEFFa,b', [['a', 'b']]],
    ['of nothing has no rows', '', []],
  ])('%s', (_, text, rows) => {
    expect(texts(text)).toEqual(rows);
  });

  it('tells where each cell begins', () => {
    const cells = parseCsv('ab,c\n\n"x\ny",z\nq').flat();
    expect(cells.map(({ text, line, column }) => [text, line, column])).toEqual([
      ['ab', 1, 1],
      ['c', 1, 4],
      ['x\ny', 3, 1],
      ['z', 4, 4],
      ['q', 5, 1],
    ]);
  });

  it('is read back as it was written, whatever its texts', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('=1+1', "'=1", '-', "''@x", 'a\r\nb', '"', ',', '\r'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constant('k'), cell, cell)), (rows) => {
        expect(texts(rows.map(csvRow).join(''))).toEqual(rows);
      }),
    );
  });

  it('does not let a spreadsheet run a text as a formula', () => {
    expect(csvRow(['=HYPERLINK("x")', '@a', -5, null])).toBe(`"'=HYPERLINK(""x"")",'@a,-5,\r\n`);
  });
});
