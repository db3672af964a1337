/** A queue in front of equal servers; `utilisation` is ρ = λ·S/c, below 1 where it is stable. */
export interface Load {
  /** c: whole servers that work side by side. */
  readonly servers: number;
  /** ρ */
  readonly utilisation: number;
}

/**
 * Erlang B: the share of arrivals that find every one of `servers` busy where none may wait, for `offered` = a = λ·S
 * erlangs. B₀ = 1, B_k = a·B_{k−1} / (k + a·B_{k−1}) (Erlang 1917).
 */
export function erlangB(servers: number, offered: number): number {
  let blocked = 1;
  for (let k = 1; k <= servers; k++) blocked = (offered * blocked) / (k + offered * blocked);
  return blocked;
}

/** The fewest servers that no more than a share `loss` of `offered` erlangs finds busy. */
export function serversForLoss(offered: number, loss: number): number {
  let [servers, blocked] = [0, 1];
  while (blocked > loss) {
    servers++;
    blocked = (offered * blocked) / (servers + offered * blocked);
  }
  return servers;
}

/**
 * Erlang C: the share of arrivals that must wait, C = B / (1 − ρ·(1 − B)) with B Erlang's loss at a = c·ρ erlangs
 * (Erlang 1917); 1 from ρ = 1 on.
 */
export function erlangC({ servers, utilisation }: Load): number {
  if (utilisation >= 1) return 1;
  const blocked = erlangB(servers, servers * utilisation);
  return blocked / (1 - utilisation * (1 - blocked));
}
