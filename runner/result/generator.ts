/** The machine that the load came from. */
export interface Generator {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly platform: string;
  /** Share of the machine's CPU that was busy during the load, by whatever; undefined if not measured. */
  readonly busyShare: number | undefined;
}
