import type { GuardDecision } from '../records/run-plan.ts';
import { containsNetwork, parseCidr } from './cidr.ts';

/** Whether a URL names, by its address, a place that the guard blocks; `false` if it has a host name instead. */
export function isBlockedUrl(url: string, { blocked }: Pick<GuardDecision, 'blocked'>): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : '';
  const address = parseCidr(host);
  if (!address) return false;
  return blocked.some((text) => {
    const network = parseCidr(text);
    return network !== undefined && containsNetwork(network, address);
  });
}
