const factorOf: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number that a Kubernetes quantity stands for, such as `500m`, `2`, `1Gi` or `1e3`; `undefined` if it is none. */
export function parseQuantity(text: string): number | undefined {
  const [, number = '', suffix = ''] =
    /^(\d+(?:\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/.exec(text) ?? [];
  if (number === '') return undefined;
  const factor = factorOf[suffix] ?? Number(`1${suffix}`);
  return Number(number) * factor;
}
