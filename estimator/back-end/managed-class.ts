/** The names of classes of RDS and ElastiCache: `db.r6gd.large`, `cache.t4g.micro`. */
const className = /^(?:db|cache)\.([a-z]+)\d+(g?)/;

/** 2 where a vCPU is a hyperthread: a `g` follows the generation in the names of Graviton's families. */
export function threadsPerCoreOf(managedClass: string): 1 | 2 {
  return className.exec(managedClass)?.[2] === 'g' ? 1 : 2;
}

/** Classes that live on CPU credits earn what a short test spends: it does not show what they last. */
export function livesOnCredits(managedClass: string): boolean {
  return className.exec(managedClass)?.[1] === 't';
}
