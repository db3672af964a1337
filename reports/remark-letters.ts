/** The remarks of a table's rows, each with the letter that stands for it there. */
export interface RemarkLetters {
  readonly notes: readonly { readonly letter: string; readonly remark: string }[];
  /** The letters of one row, in the order of the alphabet. */
  lettersOf(row: Remarked): string;
}

interface Remarked {
  readonly remarks: readonly string[];
}

/** Letters from a on, in the order in which the rows make their remarks. */
export function remarkLetters(rows: readonly Remarked[]): RemarkLetters {
  const remarks = [...new Set(rows.flatMap((row) => row.remarks))];
  const letterOf = (remark: string) => String.fromCodePoint(97 + remarks.indexOf(remark));
  return {
    notes: remarks.map((remark) => ({ letter: letterOf(remark), remark })),
    lettersOf: (row) => row.remarks.map(letterOf).sort().join(' '),
  };
}
