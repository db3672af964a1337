import { erlangC } from '../../estimator/queueing/erlang.ts';
import {
  highestUtilisationForResponse,
  highestUtilisationForWait,
} from '../../estimator/queueing/highest-utilisation.ts';
import { meanValueAnalysis } from '../../estimator/queueing/mean-value-analysis.ts';
import { meanResponseSec, responseQuantileSec } from '../../estimator/queueing/response.ts';
import { erlangStaffing, squareRootStaffing } from '../../estimator/queueing/staffing.ts';
import { meanWaitSec, waitOf, waitTail } from '../../estimator/queueing/wait.ts';
import { type Check, near } from './check.ts';

const tolerance = 1e-3;

/** Share of arrivals that wait: c, ρ, C. */
const erlang = [
  [1, 0.8, 0.8],
  [2, 0.8, 0.71111],
  [4, 0.75, 0.509434],
  [8, 0.8, 0.457645],
  [16, 0.8, 0.304884],
  [14, 10 / 14, 0.17413],
  [11, 10 / 11, 0.68212],
  [55, 48 / 55, 0.2387],
] as const;

/** Highest ρ of c servers for p99 within 6, 8 and 10 S, and for 1, 5, 20 and 30 % waiting. */
const safe = [
  [1, 0.232, 0.424, 0.539, 0.01, 0.05, 0.2, 0.3],
  [2, 0.544, 0.688, 0.758, 0.073, 0.171, 0.37, 0.469],
  [4, 0.75, 0.837, 0.875, 0.203, 0.33, 0.526, 0.61],
  [8, 0.867, 0.916, 0.936, 0.358, 0.484, 0.651, 0.718],
  [16, 0.93, 0.957, 0.968, 0.506, 0.614, 0.747, 0.798],
  [32, 0.964, 0.978, 0.984, 0.63, 0.717, 0.819, 0.856],
  [64, 0.982, 0.989, 0.992, 0.728, 0.795, 0.87, 0.898],
] as const;
const responseLimits = [6, 8, 10];
const waitLimits = [0.01, 0.05, 0.2, 0.3];

/** Call centres: agents, erlangs, handling time, mean wait, and the share answered within a time. */
const callCentres = [
  [55, 48, 240, 8.184, 15, 0.8459],
  [14, 10, 180, 7.836, 20, 0.88835],
] as const;

/** Closed M/M/4 with D = 20 ms and a think time of 80 ms: users, throughput. */
const closed = [
  [1, 10],
  [4, 40],
  [8, 79.834],
  [12, 118.302],
  [16, 152.692],
  [20, 178.919],
  [24, 193.708],
  [32, 199.886],
  [48, 200],
] as const;

/** The published tables of queueing theory. */
export function checkClosedForms(): Check[] {
  const queue = { servers: 4, utilisation: 0.7, serviceSec: 1 };
  return [
    ...erlang.map(([servers, utilisation, delayed]) =>
      near(
        `Erlang C of ${servers} at ${utilisation.toFixed(3)}`,
        erlangC({ servers, utilisation }),
        delayed,
        tolerance,
      ),
    ),
    ...callCentres.flatMap(([servers, calls, serviceSec, waitSec, withinSec, level]) => {
      const centre = { servers, utilisation: calls / servers, serviceSec };
      return [
        near(`mean wait of ${calls} erlangs at ${servers} agents`, meanWaitSec(centre), waitSec, tolerance),
        near(
          `answered within ${withinSec} s at ${servers} agents`,
          1 - waitTail(waitOf(centre), withinSec),
          level,
          tolerance,
        ),
      ];
    }),
    near('mean response of M/M/4 at 0.7', meanResponseSec(queue), 1.3572, tolerance),
    near('p95 of M/M/4 at 0.7', responseQuantileSec(queue, 0.95), 3.7525, tolerance),
    near('p99 of M/M/4 at 0.7', responseQuantileSec(queue, 0.99), 5.4926, tolerance),
    ...safe.flatMap(safeChecks),
    ...closedChecks(),
    ...staffingChecks(),
  ];
}

function safeChecks([servers, ...expected]: (typeof safe)[number]): Check[] {
  const found = [
    ...responseLimits.map((limit) => highestUtilisationForResponse(servers, { quantile: 0.99, limit })),
    ...waitLimits.map((delayed) => highestUtilisationForWait(servers, delayed)),
  ];
  const names = [
    ...responseLimits.map((limit) => `p99 within ${limit} S`),
    ...waitLimits.map((share) => `${share * 100} % waiting`),
  ];
  return expected.map((value, i) =>
    near(`highest ρ of ${servers} for ${names[i]}`, found[i] ?? Number.NaN, value, tolerance),
  );
}

function closedChecks(): Check[] {
  const loads = meanValueAnalysis({ stations: [{ demandSec: 0.02, servers: 4 }], thinkSec: 0.08 }, 48);
  const terminals = [5, 4, 3].map((demandSec) => ({ demandSec, servers: 1 }));
  const central = meanValueAnalysis({ stations: terminals, thinkSec: 18 }, 17).at(-1);
  return [
    ...closed.map(([users, perSec]) =>
      near(
        `closed M/M/4 with ${users} users`,
        loads[users - 1]?.throughputPerSec ?? Number.NaN,
        perSec,
        tolerance,
      ),
    ),
    near(
      'central server with 17 terminals, throughput',
      central?.throughputPerSec ?? Number.NaN,
      0.1963,
      tolerance,
    ),
    near('central server with 17 terminals, response', central?.responseSec ?? Number.NaN, 68.6, 0.05),
  ];
}

/** V7: which rule staffs 20 erlangs how. */
function staffingChecks(): Check[] {
  return [
    ...(
      [
        [2.375, 31],
        [1.761, 28],
        [1.16, 26],
        [1, 25],
      ] as const
    ).map(([safety, servers]) =>
      near(`20 erlangs by the square root, Q = ${safety}`, squareRootStaffing(20, safety), servers, 0),
    ),
    ...(
      [
        [0.01, 32],
        [0.05, 29],
        [0.2, 26],
        [0.3, 24],
      ] as const
    ).map(([delayed, servers]) =>
      near(`20 erlangs by Erlang C, ${delayed * 100} % waiting`, erlangStaffing(20, delayed), servers, 0),
    ),
  ];
}
