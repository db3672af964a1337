/** Something that the shop sells. */
export interface Product {
  readonly id: number;
  readonly name: string;
  readonly priceYen: number;
}

const materials = ['oak', 'linen', 'steel', 'glass', 'wool', 'paper', 'copper', 'clay', 'cotton', 'bamboo'];
const things = ['lamp', 'chair', 'bowl', 'clock', 'blanket', 'shelf', 'vase', 'basket', 'mirror', 'desk'];

/** All 1,000 products, ids 1 to 1000; every material comes with every thing, in ten editions. */
export const catalogue: readonly Product[] = Array.from({ length: 1_000 }, (_, index) => ({
  id: index + 1,
  name: `${materials[index % 10]} ${things[Math.floor(index / 10) % 10]} no. ${Math.floor(index / 100) + 1}`,
  priceYen: 500 + ((index * 370) % 20_000),
}));

/** The product of that id, or `undefined`. */
export function findProduct(id: number): Product | undefined {
  return catalogue[id - 1];
}

/** The first `limit` products whose name holds the words, in any case; none: an empty list. */
export function searchProducts(words: string, limit: number): readonly Product[] {
  const wanted = words.toLowerCase();
  const found: Product[] = [];
  for (const product of catalogue) {
    if (found.length === limit) break;
    if (product.name.includes(wanted)) found.push(product);
  }
  return found;
}
