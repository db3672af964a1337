import { type MeasuredResource, type Measurements, schemaVersion } from '../records/index.ts';

/** The measurements of several runs or tables as one; a resource is the same where its name is. */
export function mergeMeasurements(all: readonly Measurements[]): Measurements {
  const offsets = all.map((_, i) => all.slice(0, i).reduce((sum, { sources }) => sum + sources.length, 0));
  const moved = <T extends { readonly source: number }>(pick: (one: Measurements) => readonly T[]) =>
    all.flatMap((one, i) => pick(one).map((row) => ({ ...row, source: row.source + (offsets[i] ?? 0) })));
  return {
    schemaVersion,
    sources: all.flatMap(({ sources }) => sources),
    resources: mergeResources(all.flatMap(({ resources }) => resources)),
    bins: moved(({ bins }) => bins),
    dropped: moved(({ dropped }) => dropped),
    steps: moved(({ steps }) => steps),
  };
}

/** Of namesakes the first stands, with what only the later ones know. */
function mergeResources(resources: readonly MeasuredResource[]): MeasuredResource[] {
  const byName = new Map<string, MeasuredResource>();
  for (const resource of resources) {
    const known = byName.get(resource.name);
    byName.set(resource.name, {
      ...(known ?? resource),
      limits: { ...resource.limits, ...known?.limits },
      idle: { ...resource.idle, ...known?.idle },
    });
  }
  return [...byName.values()];
}
