declare module 'hcl2-parser' {
  /** The value of an HCL text by HashiCorp's own parser, and its errors. */
  export function parseToObject(text: string): readonly [value: unknown, error: unknown];
}
