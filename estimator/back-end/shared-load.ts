/** A load above the measured one by less than this is the measured one. */
export const noticeableExcess = 1.1;

interface MeasuredBackEnd {
  /** The design load over the highest that was measured of it. */
  readonly demand: { readonly ratio: number };
}

/** What all tasks ask; `null` where it is not stated. */
export interface SharedBackEnds {
  readonly database: MeasuredBackEnd | null;
  readonly cache: MeasuredBackEnd | null;
}

/**
 * What more tasks do to that which all of them share, as the end of a sentence: each stated back end has a measured range of
 * its own, and nothing is known of any other.
 */
export function sharedLoadText({ database, cache }: SharedBackEnds): string {
  const backEnds = [
    { name: 'database', demand: database?.demand },
    { name: 'cache', demand: cache?.demand },
  ];
  const beyond = backEnds.flatMap(({ name, demand }) =>
    demand && demand.ratio > noticeableExcess
      ? [`the ${name} carries ${demand.ratio.toFixed(1)} times its measured load`]
      : [],
  );
  const unknown = backEnds.flatMap(({ name, demand }) => (demand ? [] : [name]));
  const others = unknown.length < backEnds.length ? ' else' : '';
  const names = unknown.length > 0 ? ` (${unknown.join(', ')})` : '';
  return [...beyond, `what${others} all tasks share${names} was not measured there`].join('; ');
}
