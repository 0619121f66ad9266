/** The package has a CommonJS build, but declares its types for ES modules alone. */
declare module '@prometheus-io/lezer-promql' {
  import type { Tree } from '@lezer/common';
  export const parser: { parse(text: string): Tree };
}
