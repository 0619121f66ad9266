import type { LabelSelector, Toleration, TopologySpreadConstraint } from '../kinds/core';

/** Version of every kind below. */
export const CNPG_API = 'postgresql.cnpg.io/v1';

/** An object of the same namespace. */
export interface Named {
  readonly name: string;
}

/** The slice of Cluster we emit. https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#clusterspec */
export interface ClusterSpec {
  readonly affinity: {
    readonly enablePodAntiAffinity: true;
    readonly podAntiAffinityType: 'required';
    readonly topologyKey: string;
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly tolerations?: readonly Toleration[];
  };
  readonly bootstrap: {
    readonly initdb: { readonly dataChecksums: true; readonly encoding: 'UTF8'; readonly postInitTemplateSQL: readonly string[] };
  };
  readonly certificates: { readonly serverCASecret: string; readonly serverTLSSecret: string };
  readonly enablePDB: boolean;
  readonly enableSuperuserAccess: false;
  readonly imageName: string;
  readonly imagePullPolicy: 'Always';
  readonly inheritedMetadata: { readonly labels: Readonly<Record<string, string>> };
  readonly instances: number;
  readonly plugins?: readonly {
    readonly name: string;
    readonly isWALArchiver: true;
    readonly parameters: Readonly<Record<string, string>>;
  }[];
  readonly postgresql: {
    readonly parameters: Readonly<Record<string, string>>;
    readonly pg_hba: readonly string[];
    readonly synchronous?: { readonly method: 'any'; readonly number: number; readonly failoverQuorum: true };
  };
  readonly primaryUpdateMethod: 'switchover' | 'restart';
  readonly primaryUpdateStrategy: 'unsupervised';
  readonly priorityClassName: string;
  readonly resources: { readonly limits: Readonly<Record<string, string>>; readonly requests: Readonly<Record<string, string>> };
  readonly seccompProfile: { readonly type: 'RuntimeDefault' };
  readonly smartShutdownTimeout: number;
  readonly stopDelay: number;
  readonly storage: { readonly size: string; readonly storageClass?: string };
}

/** The slice of ScheduledBackup we emit. https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#scheduledbackupspec */
export interface ScheduledBackupSpec {
  readonly backupOwnerReference: 'cluster';
  readonly cluster: Named;
  readonly immediate: true;
  readonly method: 'plugin';
  readonly pluginConfiguration: Named;
  /** Six fields, seconds first. */
  readonly schedule: string;
  readonly target: 'prefer-standby';
}

/** The slice of Pooler we emit. https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#poolerspec */
export interface PoolerSpec {
  readonly cluster: Named;
  readonly deploymentStrategy: {
    readonly type: 'RollingUpdate';
    readonly rollingUpdate: { readonly maxSurge: number; readonly maxUnavailable: number };
  };
  readonly instances: number;
  readonly pgbouncer: {
    readonly image?: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly pg_hba: readonly string[];
    readonly poolMode: 'transaction';
  };
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly affinity: {
        readonly podAntiAffinity: {
          readonly preferredDuringSchedulingIgnoredDuringExecution: readonly {
            readonly podAffinityTerm: { readonly labelSelector: LabelSelector; readonly topologyKey: string };
            readonly weight: number;
          }[];
        };
      };
      readonly containers: readonly {
        readonly name: 'pgbouncer';
        readonly resources: { readonly limits: Readonly<Record<string, string>>; readonly requests: Readonly<Record<string, string>> };
      }[];
      readonly nodeSelector?: Readonly<Record<string, string>>;
      readonly priorityClassName: string;
      readonly tolerations?: readonly Toleration[];
      readonly topologySpreadConstraints: readonly TopologySpreadConstraint[];
    };
  };
  readonly type: 'rw';
}

/** The slice of DatabaseRole we emit. https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#databaserolespec */
export interface DatabaseRoleSpec {
  readonly cluster: Named;
  readonly comment: string;
  readonly connectionLimit: number;
  readonly databaseRoleReclaimPolicy: 'retain';
  readonly login: true;
  readonly name: string;
  readonly passwordSecret: Named;
}

/** The slice of Database we emit. https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#databasespec */
export interface DatabaseSpec {
  readonly cluster: Named;
  readonly databaseReclaimPolicy: 'retain';
  readonly name: string;
  readonly owner: string;
  readonly schemas: readonly { readonly name: string; readonly owner: string }[];
}
