/** The candidates that someone who wrote `word` may have meant, the nearest first; at most three. */
export function nearMatches(word: string, candidates: readonly string[]): readonly string[] {
  const lower = word.toLowerCase();
  const limit = Math.max(1, Math.floor(word.length / 3));
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(lower, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** A hint of the near matches, or `otherwise` if there are none. */
export function didYouMean(word: string, candidates: readonly string[], otherwise: string): string {
  const near = nearMatches(word, candidates).map((candidate) => `"${candidate}"`);
  return near.length > 0 ? `did you mean ${near.join(' or ')}?` : otherwise;
}

/** Levenshtein's distance, counting two swapped neighbours as one edit; a beginning or a whole part of a name is one edit away. */
function distanceOf(a: string, b: string): number {
  if (a.length >= 3 && (b.startsWith(a) || b.split(/[-_]/).includes(a))) return 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(change, swap, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
