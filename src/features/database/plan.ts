import type { HostPlan } from '../network/plan';
import type { PodResources } from '../resources/spec';

/** The database. */
export interface DatabasePlan {
  readonly image: string;
  readonly instances: number;
  readonly resources: PodResources;
  readonly disk: string;
  readonly storageClass: string | undefined;
  readonly maxConnections: number;
  /** Ids of tenants and pools that have one. */
  readonly tenants: readonly string[];
  /** Connections to the pooler of all agents at their peak. */
  readonly clients: number;
  readonly apiServer: HostPlan;
  readonly backup: BackupPlan | undefined;
}

/** Where backups go. */
export interface BackupPlan {
  readonly objectStore: string;
  readonly schedule: string;
  readonly hosts: readonly HostPlan[];
}
