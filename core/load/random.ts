/** A source of random numbers, uniform in [0, 1): `Math.random`, or a seeded one where a run must repeat. */
export type Random = () => number;
