import type { Workload } from '../core/load/index.ts';
import { valueOption } from './option.ts';
import { nonNegativeNumber, positiveNumber } from './value.ts';

const group = 'Users';
const number = (flag: string, field: string, summary: string, kind = positiveNumber) =>
  valueOption(`--${flag} <n>`, summary, kind, { group, config: `workload.${field}` });

/** How many people use the system and how, over the `workload` of the configuration. */
export const workloadOptions = {
  concurrentUsers: number('concurrent-users', 'concurrentUsers', 'users who are active at the same time'),
  dailyUsers: number('daily-users', 'dailyUsers', 'users of a day'),
  sessionsPerUser: number('sessions-per-user', 'sessionsPerUser', 'sessions of a user on that day'),
  pagesPerSession: number('pages-per-session', 'pagesPerSession', 'pages of a session'),
  requestsPerSession: number('requests-per-session', 'requestsPerSession', 'requests of a session'),
  requestsPerPage: number('requests-per-page', 'requestsPerPage', 'requests of a page'),
  thinkTimeSeconds: number(
    'think-time',
    'thinkTimeSeconds',
    'mean seconds between a page and the next',
    nonNegativeNumber,
  ),
  pageSeconds: number('page-seconds', 'pageSeconds', 'expected seconds until a page is complete'),
  peakHourShare: number('peak-hour-share', 'peakHourShare', "share of a day's requests in its busiest hour"),
  peakRatio: number('peak-ratio', 'peakRatio', 'busiest minute of that hour over its mean minute'),
  growth: number('growth', 'growth', 'growth to be ready for: 0.2 is 20 % more', nonNegativeNumber),
};

/** The configured workload, with the options laid over it: concurrent users there stand against daily users here. */
export function statedWorkload(
  { concurrentUsers, dailyUsers }: { readonly concurrentUsers?: unknown; readonly dailyUsers?: unknown },
  workload: Workload | undefined,
): Workload | undefined {
  return concurrentUsers !== undefined && dailyUsers === undefined
    ? { ...workload, dailyUsers: undefined }
    : workload;
}
