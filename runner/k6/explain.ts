import type { Context } from '../../core/context.ts';
import { findGo, type GoToolchain } from './go-build.ts';
import { cachedK6Path, thisHost } from './host.ts';
import { describeFinding, type K6Finding, lookForK6 } from './locate.ts';
import { releaseFor } from './release.ts';
import { acceptedK6, k6Version } from './version.ts';

/** Where k6 was looked for and how it would be provided; `chosen` is the one that a run would use as things stand. */
export interface K6Explanation {
  readonly accepted: string;
  readonly providedVersion: string;
  readonly places: readonly (K6Finding & { readonly description: string })[];
  readonly chosen: (K6Finding & { readonly state: 'usable' }) | null;
  readonly cachePath: string;
  /** `null` where k6 publishes no release for this platform. */
  readonly archiveUrl: string | null;
  readonly go: GoToolchain;
}

/** Explains which k6 a run would use; it looks at this machine only, never at the network. */
export async function explainK6(ctx: Context): Promise<K6Explanation> {
  const host = thisHost(ctx.env);
  const findings: K6Finding[] = [];
  for await (const finding of lookForK6(ctx)) findings.push(finding);
  // A LOADTEST_K6 that cannot be used is an error of its own, so nothing after it counts.
  const first = findings.find(
    ({ origin, state }) => state === 'usable' || (origin === 'LOADTEST_K6' && state !== 'missing'),
  );
  return {
    accepted: acceptedK6,
    providedVersion: k6Version,
    places: findings.map((finding) => ({ ...finding, description: describeFinding(finding) })),
    chosen: first?.state === 'usable' ? first : null,
    cachePath: cachedK6Path(ctx.env, host),
    archiveUrl: releaseFor(host, ctx.env.LOADTEST_K6_MIRROR)?.archiveUrl ?? null,
    go: await findGo(ctx),
  };
}
