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
  return `${isMet ? 'ok    ' : 'MISSED'}  ${name.padEnd(70)} ${found.padStart(12)}   ${goal}`;
}

/** A ratio that should be near another. */
export function within(name: string, found: number, expected: number, tolerance: number): Check {
  return {
    name,
    goal: `${expected} ± ${tolerance}`,
    found: found.toFixed(2),
    isMet: Math.abs(found - expected) <= tolerance,
  };
}

/** A ratio that should be no higher than another. */
export function notAbove(name: string, found: number, most: number): Check {
  return { name, goal: `at most ${most}`, found: found.toFixed(2), isMet: found <= most };
}
