import { readFileSync } from 'node:fs';
import type { Demand, SizingOption } from '../../core/records/index.ts';
import { defaultDeployment } from '../../estimator/deployment.ts';
import { loadHardware, loadPriceBook } from '../../estimator/index.ts';
import type { PlatformName } from '../../estimator/platform-names.ts';
import { type SizedOptions, sizeOptions } from '../../estimator/sizing/options.ts';
import type { Site } from '../../estimator/sizing/site.ts';
import { flatWeek } from '../../estimator/traffic/week.ts';
import { noEvidence } from './no-evidence.ts';

const readText = (file: URL) => readFileSync(file, 'utf8');

/** 12 ms CPU a request, an idle task uses .02 vCPU, and the server uses every core. */
const demand: Demand = {
  resource: 'api',
  cpuSecPerRequest: { low: 0.012, mid: 0.012, high: 0.012 },
  confidence: 0.9,
  idleCores: 0.02,
  idleObserved: true,
  highestRequestsPerSec: 450,
  meanResponseMs: 40,
  cleanSeconds: 60,
  excluded: [],
  steps: [],
  parallelism: { cores: null, basis: 'not-observed' },
  memory: null,
  capacity: null,
  evidence: noEvidence,
};

/** What a site of a test differs in; `utilisation` is the target for every queue. */
export type SiteChange = Partial<Omit<Site, 'deployment' | 'demand'>> & {
  readonly utilisation?: number;
  readonly demand?: Partial<Demand>;
  readonly deployment?: Partial<Site['deployment']>;
};

const priceBook = loadPriceBook(readText);
const hardware = loadHardware(readText);

/** A service in Tokyo at 450 requests/s all the time. */
export function makeSite({ utilisation = 0.6, ...change }: SiteChange = {}): Site {
  const requestsPerSec = change.requestsPerSec ?? 450;
  return {
    traffic: flatWeek(requestsPerSec),
    safeUtilisation: () => ({
      utilisation,
      lowest: utilisation,
      highest: utilisation,
      rule: 'utilisation-target',
      rules: [],
    }),
    measuredArchitecture: 'x86_64',
    region: 'ap-northeast-1',
    connections: null,
    database: null,
    cache: null,
    priceBook,
    hardware,
    ...change,
    requestsPerSec,
    demand: { ...demand, ...change.demand },
    deployment: { ...defaultDeployment, ...change.deployment },
  };
}

export function sized(change: SiteChange, ...names: readonly PlatformName[]): SizedOptions {
  return sizeOptions(makeSite(change), names);
}

export function optionsOf(change: SiteChange, ...names: readonly PlatformName[]): SizingOption[] {
  return sized(change, ...names).candidates.map(({ option }) => option);
}

/** USD a month of one group of the bill, to the cent. */
export function usdOf({ lines }: SizingOption, ...groups: readonly string[]): number {
  const own = lines.filter(({ group }) => groups.includes(group));
  return Math.round(own.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0) * 100) / 100;
}
