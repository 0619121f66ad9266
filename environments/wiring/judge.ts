import type { Problem } from '../../src/kernel/problems';
import type { Inventory } from '../../src/judges/inventory/inventory';

/** Who judges an environment by what was rendered of it, and by nothing else. */
export interface Judge {
  /** Sees the objects of one App, and keeps of them no more than it must: a large environment is never held in memory. */
  see(app: Inventory): void;
  /** Everything that is wrong, asked once all Apps have passed. */
  problems(): readonly Problem[];
}
