import { describe, expect, it } from 'vitest';
import { applyGuard } from '../../../core/guard/apply.ts';
import { containsNetwork, parseCidr } from '../../../core/guard/cidr.ts';
import { decideGuard, type GuardInput, type GuardTarget } from '../../../core/guard/policy.ts';
import type { GuardDecision } from '../../../core/records/run-plan.ts';

const nothing: GuardInput = { targets: [], resolved: {}, flags: {}, ci: false };
const staging: GuardTarget = {
  host: 'shop.staging.example',
  environment: 'staging',
  addresses: ['10.1.0.0/16'],
};
const live: GuardTarget = { host: 'shop.example', environment: 'production', addresses: ['203.0.113.7'] };

function blocks(decision: GuardDecision, address: string): boolean {
  const one = parseCidr(address);
  return decision.blocked.some((text) => {
    const network = parseCidr(text);
    return one !== undefined && network !== undefined && containsNetwork(network, one);
  });
}

describe('decideGuard without targets', () => {
  const decision = decideGuard(nothing);

  it.each([
    ['loopback', '127.0.0.1'],
    ['all of loopback', '127.255.0.9'],
    ['a private network', '172.31.255.255'],
    ['IPv6 loopback', '::1'],
    ['a unique local address', 'fd12:3456::1'],
    ['loopback as a mapped address', '::ffff:127.0.0.1'],
  ])('allows %s', (_, address) => expect(blocks(decision, address)).toBe(false));

  it.each([
    ['the internet', '8.8.8.8'],
    ['the internet over IPv6', '2606:4700::1111'],
    ['the internet as a mapped address', '::ffff:8.8.8.8'],
    ['instance metadata', '169.254.169.254'],
    ["AWS's instance metadata over IPv6", 'fd00:ec2::254'],
    ["Google Cloud's instance metadata over IPv6", 'fd20:ce::254'],
    ["a carrier's network", '100.100.100.200'],
    ['a link-local address', 'fe80::1'],
    ['the address of no interface, which is this machine', '0.0.0.0'],
    ['what lies just outside of a private network', '172.32.0.0'],
  ])('blocks %s', (_, address) => expect(blocks(decision, address)).toBe(true));

  it('is the environment local, without ceiling and reason, and stops an error storm', () => {
    const { environment, hosts, errorStorm } = decision;
    expect({ environment, hosts, errorStorm }).toEqual({
      environment: 'local',
      hosts: [],
      errorStorm: { share: 0.9, windowMs: 60_000 },
    });
    expect(decision).not.toHaveProperty('maxRatePerSec');
    expect(decision).not.toHaveProperty('reason');
  });
});

describe('decideGuard with targets', () => {
  it('allows the targets of the environment and nothing else, not even loopback', () => {
    const decision = decideGuard({ ...nothing, targets: [staging] });
    expect(decision).toMatchObject({
      environment: 'staging',
      hosts: ['shop.staging.example'],
      allowed: ['10.1.0.0/16'],
    });
    expect([
      blocks(decision, '10.1.2.3'),
      blocks(decision, '10.2.0.1'),
      blocks(decision, '127.0.0.1'),
    ]).toEqual([false, true, true]);
  });

  it('takes what the name resolves to, or the host itself where it is an address', () => {
    const targets = [
      { host: 'api.example', environment: 'staging' },
      { host: '[fd00::9]', environment: 'staging' },
    ];
    const decision = decideGuard({
      ...nothing,
      targets,
      resolved: { 'api.example': ['10.0.0.5', 'fd00::5'] },
    });
    expect(decision.allowed).toEqual(['10.0.0.5/32', 'fd00::5/128', 'fd00::9/128']);
  });

  it('takes the environment that the flags name, and the lowest of its ceilings', () => {
    const targets = [
      { ...staging, maxRatePerSec: 500 },
      { ...staging, host: 'b', maxRatePerSec: 200 },
      { ...live, maxRatePerSec: 1 },
    ];
    const decision = decideGuard({ ...nothing, targets, flags: { environment: 'staging' } });
    expect(decision).toMatchObject({
      environment: 'staging',
      maxRatePerSec: 200,
      hosts: ['shop.staging.example', 'b'],
    });
  });

  it.each<[string, Partial<GuardInput>, string]>([
    ['several environments without a choice', { targets: [staging, live] }, '"staging", "production"'],
    ['an unknown environment', { targets: [staging], flags: { environment: 'qa' } }, 'environment "qa"'],
    ['an environment when there are no targets', { flags: { environment: 'qa' } }, 'expected one of "local"'],
    [
      'a host that does not resolve',
      { targets: [{ host: 'x', environment: 'e' }] },
      'target "x" has no address',
    ],
    ['a malformed address', { targets: [{ ...staging, addresses: ['10.0/8'] }] }, 'got "10.0/8"'],
  ])('refuses %s', (_, input, message) => {
    const decide = () => decideGuard({ ...nothing, ...input });
    expect(decide).toThrow(expect.objectContaining({ code: 'GUARD_REFUSED' }));
    expect(decide).toThrow(message);
  });
});

describe('decideGuard on production', () => {
  const flags = { allowProduction: true, reason: ' launch rehearsal ', environment: 'production' };

  it('records the reason', () => {
    expect(decideGuard({ ...nothing, targets: [live], flags }).reason).toBe('launch rehearsal');
  });

  it.each<[string, GuardInput['flags'], boolean, string]>([
    ['without permission and reason', {}, false, '2 problems'],
    ['without permission', { reason: 'x' }, false, 'needs --allow-production'],
    ['with an empty reason', { allowProduction: true, reason: '  ' }, false, 'needs a --reason'],
    [
      'in CI without naming it',
      { allowProduction: true, reason: 'x' },
      true,
      'must be named with --environment',
    ],
  ])('refuses %s', (_, given, ci, message) => {
    const decide = () => decideGuard({ ...nothing, targets: [live], flags: given, ci });
    expect(decide).toThrow(expect.objectContaining({ code: 'GUARD_REFUSED' }));
    expect(decide).toThrow(message);
  });

  it('allows it in CI when all of it was said', () => {
    expect(decideGuard({ ...nothing, targets: [live], flags, ci: true }).environment).toBe('production');
  });

  it.each(['Production', 'PROD', 'prod-eu', 'production_2'])('knows it as %s', (environment) => {
    expect(() => decideGuard({ ...nothing, targets: [{ ...live, environment }] })).toThrow('is production');
  });

  it.each(['staging', 'product-catalogue', 'pre-prod'])('does not take %s for it', (environment) => {
    expect(decideGuard({ ...nothing, targets: [{ ...live, environment }] }).environment).toBe(environment);
  });
});

describe('applyGuard', () => {
  const decision = decideGuard({ ...nothing, targets: [staging] });

  it("keeps the script's own list and options", () => {
    const guarded = applyGuard({ blacklistIPs: ['10.1.9.0/24', '::/0'], vus: 3 }, decision, 2);
    expect(guarded.vus).toBe(3);
    expect(guarded).not.toHaveProperty('rps');
    expect(new Set(guarded.blacklistIPs)).toEqual(new Set(['10.1.9.0/24', ...decision.blocked]));
    expect(guarded.blacklistIPs?.filter((text) => text === '::/0')).toHaveLength(1);
  });

  it.each([
    ['the ceiling', undefined, 1_000, 3, 333],
    ["the script's own rate, which is for the whole run", 100, undefined, 4, 25],
    ['the lower of both', 100, 50, 2, 25],
    ['no limit of its own (k6 reads 0 as none)', 0, 50, 1, 50],
  ])('shares out %s', (_, rps, maxRatePerSec, workers, share) => {
    const limited = { ...decision, ...(maxRatePerSec !== undefined && { maxRatePerSec }) };
    expect(applyGuard({ rps }, limited, workers).rps).toBe(share);
  });

  it('refuses a ceiling below one request a second for each worker', () => {
    expect(() => applyGuard({}, { ...decision, maxRatePerSec: 3 }, 4)).toThrow(
      'less than 1 for each of 4 workers',
    );
  });
});
