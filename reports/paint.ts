/** Colours as functions from text to text; `plainPaint` leaves it as it is. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const same = (text: string) => text;

export const plainPaint: Paint = { bold: same, dim: same, red: same, green: same, yellow: same };
