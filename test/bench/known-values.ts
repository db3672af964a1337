/** A number in (0, 1) that looks random and follows from the iteration and the stream alone (splitmix32). */
function uniform(iteration: number, stream: number): number {
  let state = (Math.imul(iteration + 1, 0x9e3779b9) + Math.imul(stream, 0x85ebca6b)) >>> 0;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32 + 2 ** -33;
}

/** Standard normal by Box and Muller: `√(−2 ln u) · cos(2πv)`. */
function normal(iteration: number, stream: number): number {
  const u = uniform(iteration, stream);
  return Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * uniform(iteration, stream + 1));
}

/** Durations in milliseconds, by the metric that records them, that follow from an iteration's number in the run. */
export const distributions: Readonly<Record<string, (iteration: number) => number>> = {
  known_log_normal: (iteration) => 100 * Math.exp(0.5 * normal(iteration, 1)),
  known_long_tail: (iteration) => 20 * Math.exp(1.2 * normal(iteration, 3)),
  known_exponential: (iteration) => -50 * Math.log(uniform(iteration, 5)),
  known_two_peaks: (iteration) =>
    uniform(iteration, 6) < 0.8 ? 10 + normal(iteration, 7) : 100 + 10 * normal(iteration, 9),
};

/** What the rate records of each iteration. */
export const isTrue = (iteration: number): boolean => uniform(iteration, 11) < 0.03;
