/** The task sizes that Fargate offers for Linux: vCPUs with the memory that each may have, in GB of 2³⁰ bytes. */
export const fargateSizes: readonly { readonly vcpu: number; readonly memoryGb: readonly number[] }[] = [
  { vcpu: 0.25, memoryGb: [0.5, 1, 2] },
  { vcpu: 0.5, memoryGb: every(1, 1, 4) },
  { vcpu: 1, memoryGb: every(1, 2, 8) },
  { vcpu: 2, memoryGb: every(1, 4, 16) },
  { vcpu: 4, memoryGb: every(1, 8, 30) },
  { vcpu: 8, memoryGb: every(4, 16, 60) },
  { vcpu: 16, memoryGb: every(8, 32, 120) },
];

/** Minutes from the decision to run a Fargate task until it serves; 1 to 2 are usual. */
export const fargateStartMinutes = 2;

function every(step: number, from: number, to: number): readonly number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);
}
