/** A service whose limit is known to be where a CPU meter does not show it, and the loads that it is measured at. */
export interface Service {
  readonly name: string;
  /** Switches of the sample API. */
  readonly switches: readonly string[];
  /** Cores of its control group; `null` for all of the machine. */
  readonly quotaCores: number | null;
  /** About what it carries, which sets the loads. */
  readonly aboutPerSec: number;
  /** Whether its CPU is the limit, so that the maximum can be predicted and not only be bounded. */
  readonly isCpuBound: boolean;
}

/** One thread, so that two cores are one; and limits that lie below its CPU. */
export const services: readonly Service[] = [
  {
    name: 'one thread on two cores',
    switches: ['--route-cpu-ms', 'home=4'],
    quotaCores: null,
    aboutPerSec: 230,
    isCpuBound: true,
  },
  {
    name: 'a quota of half a core',
    switches: ['--route-cpu-ms', 'home=2', '--distribution', 'fixed'],
    quotaCores: 0.5,
    aboutPerSec: 210,
    isCpuBound: true,
  },
  {
    name: 'a lock',
    switches: ['--route-cpu-ms', 'home=2', '--lock-ms', '10'],
    quotaCores: null,
    aboutPerSec: 100,
    isCpuBound: false,
  },
  {
    name: 'a pool of four connections',
    switches: ['--route-cpu-ms', 'home=2', '--lock-ms', '40', '--lock-slots', '4'],
    quotaCores: null,
    aboutPerSec: 100,
    isCpuBound: false,
  },
];
