import { describe, expect, it } from 'vitest';
import { parseListeners, parseResidentBytes, parseStat } from '../../../runner/observe/procfs.ts';
import { statText } from './fake-procfs.ts';

describe('parseStat', () => {
  it('reads a line of a real kernel', () => {
    const line =
      '2231 (node) S 2200 2231 2200 34816 2231 4194304 41083 512 3 0 1201 345 67 8 20 0 11 0 987654 1283457024 22134 18446744073709551615 1 1 0 0 0 0 0 16781312 134235650 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n';
    expect(parseStat(line)).toEqual({
      pid: 2231,
      name: 'node',
      state: 'S',
      parentPid: 2200,
      ownTicks: 1546,
      reapedTicks: 75,
      threads: 11,
      startTicks: 987654,
    });
  });

  it.each([
    ['with spaces', 'tmux: server'],
    ['with brackets', '(sd-pam)'],
    ['with a closing bracket and what looks like fields after it', 'x) R 1 2'],
    ['with a line end', 'two\nlines'],
    ['that is empty', ''],
  ])('takes a name %s as it is', (_, name) => {
    expect(parseStat(statText(7, { name, parentPid: 3, startTicks: 99 }, 12))).toMatchObject({
      pid: 7,
      name,
      parentPid: 3,
      ownTicks: 12,
      startTicks: 99,
    });
  });

  it.each([
    ['nothing', ''],
    ['a line that was cut off', '12 (node) S 1 1'],
    ['another text', 'no such process'],
  ])('does not make a process out of %s', (_, text) => {
    expect(parseStat(text)).toBeUndefined();
  });
});

describe('parseResidentBytes', () => {
  it.each([
    ['a process', 'Name:\tnode\nVmHWM:\t  99 kB\nVmRSS:\t   12345 kB\nThreads:\t11\n', 12_641_280],
    ['a process that calls itself VmRSS', 'Name:\tVmRSS: 1 kB\nVmRSS:\t2 kB\n', 2048],
    ['a zombie, which has no memory', 'Name:\tnode\nState:\tZ (zombie)\nThreads:\t1\n', undefined],
  ])('reads %s', (_, status, bytes) => {
    expect(parseResidentBytes(status)).toBe(bytes);
  });
});

describe('parseListeners', () => {
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const row = (local: string, state: string, inode: number) =>
    `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000000000000000 100 0 0 10 0`;
  const table = [
    head,
    row('0100007F:0BB8', '0A', 101),
    row('0100007F:0BB8', '01', 102),
    row('00000000:0BB9', '0A', 103),
    row('00000000000000000000000001000000:0BB8', '0A', 104),
    '',
  ].join('\n');

  it.each([
    ['every listening socket of the port, in IPv4 and IPv6, and no connection', 3000, ['101', '104']],
    ['the socket of another port', 3001, ['103']],
    ['none where nothing listens', 3002, []],
  ])('finds %s', (_, port, inodes) => {
    expect(parseListeners(table, port)).toEqual(inodes);
  });

  it('finds none in an empty text', () => {
    expect(parseListeners('', 3000)).toEqual([]);
  });
});
