/** Uniform numbers in [0, 1). */
export type Random = () => number;

/** A stream that repeats itself for the same seed and name; streams of different names are independent (mulberry32). */
export function seededRandom(seed: number, name: string): Random {
  let state = fnv1a(`${seed}/${name}`);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One draw from the exponential distribution, by inversion: −mean · ln(1 − u). */
export function drawExponential(mean: number, random: Random): number {
  return -mean * Math.log(1 - random());
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash;
}
