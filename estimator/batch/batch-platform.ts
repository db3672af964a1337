import type { Architecture, Rejection } from '../../core/records/index.ts';
import type { Line } from '../cost/line.ts';
import type { Premises } from '../sizing/site.ts';
import type { JobDay } from './slots.ts';
import type { Jobs } from './stated-jobs.ts';

/** What jobs are sized for, and where. */
export interface BatchSite extends Premises {
  readonly jobs: Jobs;
}

/** A compute environment of AWS Batch: what machines it has for jobs. Pure; one file and one line of the registry each. */
export interface BatchPlatform {
  readonly name: string;
  /** By group, of which the cheapest is an option; in order of size. */
  offersOf(site: BatchSite): readonly (readonly JobOffer[])[];
  /** Sizes that are no offer, and why. */
  rejectedOf(site: BatchSite): readonly Rejection[];
}

/** One size of machine that jobs may run on. */
export interface JobOffer {
  readonly platform: string;
  readonly size: string;
  /** A task is there for one job, an instance for many, one after another. */
  readonly unit: 'task' | 'instance';
  readonly architecture: Architecture;
  /** Of a machine. */
  readonly vcpu: number;
  /** GB of 2³⁰ bytes. */
  readonly memoryGb: number;
  /** Jobs that it holds at a time; 0 where none fits. */
  readonly jobsPerMachine: number;
  /** Until the first machine is there, and from a job's place until it works. */
  readonly bootMinutes: number;
  readonly startMinutes: number;
  /** Hours that so many machines run on such a day. */
  readonly machineHoursOf: (day: JobDay, machines: number) => number;
  /** What so many hours of a machine cost, addresses and volumes included. */
  readonly linesOf: (machineHours: number) => readonly Line[];
  readonly notes: readonly string[];
}
