import { refuse } from '../problems.ts';
import type { GuardDecision } from '../records/run-plan.ts';
import { complement, formatCidr, type Network, parseCidr } from './cidr.ts';

/** A host that may be loaded. Without `addresses` it is what the name resolves to when the run is planned. */
export interface GuardTarget {
  readonly host: string;
  readonly environment: string;
  /** Addresses or networks as CIDR. */
  readonly addresses?: readonly string[] | undefined;
  /** What the whole run may send a second. */
  readonly maxRatePerSec?: number | undefined;
}

/** What was said on the command line of this very run: neither configuration nor environment may fill it. */
export interface GuardFlags {
  readonly environment?: string | undefined;
  readonly allowProduction?: boolean | undefined;
  readonly reason?: string | undefined;
}

export interface GuardInput {
  readonly targets: readonly GuardTarget[];
  /** The addresses that each target's host resolves to, for those without `addresses`. */
  readonly resolved: Readonly<Record<string, readonly string[]>>;
  readonly flags: GuardFlags;
  /** Whether nobody is there to be asked. */
  readonly ci: boolean;
  readonly errorStorm?: GuardDecision['errorStorm'] | undefined;
}

const localEnvironment = 'local';

/**
 * What may be loaded when no target is configured: this machine and private networks. Not link-local, which
 * carries the clouds' instance metadata, and not 100.64.0.0/10, which belongs to a carrier and carries them too.
 */
const localNetworks = ['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7'];

/** The instance metadata services that stand in private networks (AWS, Google Cloud). */
const metadataServices = ['fd00:ec2::254/128', 'fd20:ce::254/128'];

const defaultErrorStorm: GuardDecision['errorStorm'] = { share: 0.9, windowMs: 60_000 };

const production = /^prod(uction)?($|[^a-z])/i;

/**
 * What a run may dial. Without targets: loopback and private networks, as environment "local". With targets:
 * those of the chosen environment and nothing else. The lowest of their rate ceilings counts.
 *
 * @throws LoadtestError GUARD_REFUSED when the environment is open, unknown or production without permission, or
 * when a target has no usable address
 */
export function decideGuard(input: GuardInput): GuardDecision {
  const { targets, flags } = input;
  const errorStorm = input.errorStorm ?? defaultErrorStorm;
  const environment = chooseEnvironment(targets, flags.environment);
  const reason = approve(environment, flags, input.ci);
  const chosen = targets.filter((target) => target.environment === environment);
  const allowed = targets.length === 0 ? localNetworks.map(networkOf) : networksOf(chosen, input.resolved);
  const extra = targets.length === 0 ? metadataServices : [];
  const ceilings = chosen.flatMap(({ maxRatePerSec }) => maxRatePerSec ?? []);
  return {
    environment,
    allowed: allowed.map(formatCidr),
    blocked: [...complement(allowed).map(formatCidr), ...extra],
    hosts: chosen.map(({ host }) => host),
    ...(ceilings.length > 0 && { maxRatePerSec: Math.min(...ceilings) }),
    ...(reason !== undefined && { reason }),
    errorStorm,
  };
}

function chooseEnvironment(targets: readonly GuardTarget[], wanted: string | undefined): string {
  const known =
    targets.length === 0 ? [localEnvironment] : [...new Set(targets.map((target) => target.environment))];
  const list = known.map((name) => `"${name}"`).join(', ');
  if (wanted !== undefined && !known.includes(wanted)) {
    refuse('GUARD_REFUSED', [`no target is configured for environment "${wanted}", expected one of ${list}`]);
  }
  if (wanted === undefined && known.length > 1) {
    refuse(
      'GUARD_REFUSED',
      [`targets of several environments are configured: ${list}`],
      'choose one with --environment',
    );
  }
  return wanted ?? known[0] ?? localEnvironment;
}

/** The recorded reason for load on production; `undefined` for every other environment. */
function approve(environment: string, flags: GuardFlags, ci: boolean): string | undefined {
  if (!production.test(environment)) return undefined;
  const reason = flags.reason?.trim() ?? '';
  const problems = [
    ...(flags.allowProduction
      ? []
      : [`environment "${environment}" is production and needs --allow-production`]),
    ...(reason === '' ? [`load on "${environment}" needs a --reason that is recorded`] : []),
    ...(ci && flags.environment === undefined
      ? [`in CI "${environment}" must be named with --environment`]
      : []),
  ];
  refuse('GUARD_REFUSED', problems, 'say it on the command line of this run; nothing else counts');
  return reason;
}

function networksOf(targets: readonly GuardTarget[], resolved: GuardInput['resolved']): Network[] {
  const problems: string[] = [];
  const networks = targets.flatMap(({ host, addresses }) => {
    const literal = host.replace(/^\[(.*)\]$/, '$1');
    const texts = addresses ?? (parseCidr(literal) ? [literal] : (resolved[host] ?? []));
    if (texts.length === 0) problems.push(`target "${host}" has no address: it does not resolve`);
    return texts.flatMap((text) => {
      const network = parseCidr(text);
      if (!network)
        problems.push(`address of target "${host}" must be an IP address or a CIDR, got "${text}"`);
      return network ?? [];
    });
  });
  refuse('GUARD_REFUSED', problems);
  return networks;
}

function networkOf(text: string): Network {
  const network = parseCidr(text);
  if (!network) throw new Error(`malformed network ${text}`);
  return network;
}
