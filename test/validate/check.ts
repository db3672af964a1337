/** What was checked, what it should be and what it is. */
export interface Check {
  readonly name: string;
  readonly goal: string;
  readonly found: string;
  readonly isMet: boolean;
}

/** A value that should be a published one, within an absolute tolerance. */
export function near(name: string, found: number, expected: number, tolerance: number): Check {
  return {
    name,
    goal: `${expected} ± ${tolerance}`,
    found: String(Number(found.toPrecision(6))),
    isMet: Math.abs(found - expected) <= tolerance,
  };
}

/** A share that should lie between two others. */
export function between(name: string, found: number, low: number, high: number): Check {
  const percent = (share: number) => `${Number((share * 100).toFixed(1))} %`;
  return {
    name,
    goal:
      low === 0
        ? `at most ${percent(high)}`
        : high === 1
          ? `at least ${percent(low)}`
          : `${percent(low)} to ${percent(high)}`,
    found: percent(found),
    isMet: found >= low && found <= high,
  };
}

/** A check as a line for people. */
export function lineOf({ name, goal, found, isMet }: Check): string {
  return `${isMet ? 'ok    ' : 'MISSED'}  ${name.padEnd(58)} ${found.padStart(12)}   ${goal}`;
}
