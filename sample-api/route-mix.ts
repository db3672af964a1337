/** A route's share of the journey's requests (all shares sum to 1) and its mean CPU demand, in milliseconds. */
interface MixEntry {
  readonly share: number;
  readonly demandMs: number;
}

/** The journey routes of a browse-and-checkout shop. Over this mix a request demands 3 ms of CPU on average. */
export const routeMix = {
  home: { share: 0.2, demandMs: 1.5 },
  products: { share: 0.25, demandMs: 3 },
  product: { share: 0.25, demandMs: 2 },
  search: { share: 0.15, demandMs: 6 },
  cart: { share: 0.06, demandMs: 3 },
  checkout: { share: 0.03, demandMs: 8 },
  login: { share: 0.03, demandMs: 3 },
  refresh: { share: 0.01, demandMs: 1 },
  me: { share: 0.02, demandMs: 1.5 },
} as const satisfies Record<string, MixEntry>;

export type JourneyRoute = keyof typeof routeMix;

/** Mean CPU demand of a request over the mix, in milliseconds: the sum of share times demand. */
export const mixDemandMs = 3;

export const journeyRoutes = Object.keys(routeMix) as readonly JourneyRoute[];
