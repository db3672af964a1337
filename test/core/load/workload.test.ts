import { describe, expect, it } from 'vitest';
import { designLoad, type Workload, workloadProblems } from '../../../core/load/index.ts';

describe('the problems of a workload', () => {
  it.each<[string, Workload, string[]]>([
    ['users alone are enough', { concurrentUsers: 10 }, []],
    ['somebody must be there', {}, ['concurrentUsers or dailyUsers must be given']],
    ['nobody is no user', { dailyUsers: 0 }, ['dailyUsers must be > 0, got 0']],
    [
      'think time cannot be negative',
      { dailyUsers: 1, thinkTimeSeconds: -1 },
      ['thinkTimeSeconds must be >= 0, got -1'],
    ],
    [
      'a share is no percentage',
      { dailyUsers: 1, peakHourShare: 12 },
      ['peakHourShare must be between 1/24 (a flat day) and 1, got 12'],
    ],
    [
      'the peak hour is no less than the mean hour',
      { dailyUsers: 1, peakHourShare: 0.01 },
      ['peakHourShare must be between 1/24 (a flat day) and 1, got 0.01'],
    ],
    ['a peak is no dip', { dailyUsers: 1, peakRatio: 0.5 }, ['peakRatio must be >= 1, got 0.5']],
    ['nothing shrinks below nothing', { dailyUsers: 1, growth: -1 }, ['growth must be > -1, got -1']],
    ['infinity is no number of users', { dailyUsers: Infinity }, ['dailyUsers must be > 0, got Infinity']],
    [
      'a weight is no debt',
      { dailyUsers: 1, mix: { a: 1, b: -2 } },
      ['mix: the weight of "b" must be >= 0, got -2'],
    ],
    [
      'pages and requests must agree',
      { dailyUsers: 1, pagesPerSession: 4, requestsPerPage: 5, requestsPerSession: 25 },
      ['requestsPerSession must be pagesPerSession x requestsPerPage = 20, or left out, got 25'],
    ],
    [
      'all problems come at once',
      { pageSeconds: 0, growth: Number.NaN },
      [
        'concurrentUsers or dailyUsers must be given',
        'pageSeconds must be > 0, got 0',
        'growth must be > -1, got NaN',
      ],
    ],
  ])('%s', (_, workload, problems) => {
    expect(workloadProblems(workload)).toEqual(problems);
  });
});

describe('two of pages, requests a page and requests a session', () => {
  it.each<[string, Workload, string]>([
    [
      'give the session',
      { pagesPerSession: 4, requestsPerPage: 5 },
      '100 users/day x 1 sessions x 20 requests',
    ],
    ['give the page', { pagesPerSession: 4, requestsPerSession: 20 }, '/ 5 requests a page'],
    ['give the pages', { requestsPerPage: 5, requestsPerSession: 20 }, '/ 4 pages a session'],
    ['leave one request a page, with requests alone', { requestsPerSession: 20 }, '/ 20 pages a session'],
  ])('%s', (_, pages, line) => {
    const { derivation } = designLoad({ dailyUsers: 100, ...pages }, { iteration: 'page' });
    expect(derivation.join('\n')).toContain(line);
  });
});
