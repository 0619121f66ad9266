import type { RenderedObject } from '../inventory/inventory';

/** A query to Prometheus. */
export interface QueryUse {
  readonly object: RenderedObject;
  /** Place in the object. */
  readonly field: string;
  /** As it is written. */
  readonly text: string;
  /** As it is parsed: its variables replaced. */
  readonly query: string;
}
