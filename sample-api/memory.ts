/// <reference lib="es2024.arraybuffer" />

/** Memory that requests in flight hold, and memory that they leave behind. */
export interface Memory {
  hold(): void;
  release(): void;
  leak(): void;
}

const pageBytes = 4_096;
/** Address space set aside for what is held; more requests in flight than fit into it hold no more. */
const reservedBytes = 4 * 1_024 ** 3;

/**
 * Memory of `heldBytes` a request in flight, given back to the system at the release and not whenever garbage is
 * collected; and `leakBytes` at each leak, kept for ever.
 */
export function createMemory(heldBytes: number, leakBytes: number): Memory {
  const held = new ArrayBuffer(0, { maxByteLength: heldBytes === 0 ? 0 : reservedBytes });
  const bytes = new Uint8Array(held);
  const leaked: Buffer[] = [];
  let holders = 0;

  function resize(): void {
    const from = held.byteLength;
    held.resize(Math.min(holders * heldBytes, held.maxByteLength));
    for (let at = from; at < held.byteLength; at += pageBytes) bytes[at] = 1;
  }

  return {
    hold: () => {
      holders += 1;
      resize();
    },
    release: () => {
      holders -= 1;
      resize();
    },
    leak: () => {
      if (leakBytes > 0) leaked.push(Buffer.alloc(leakBytes, 1));
    },
  };
}
