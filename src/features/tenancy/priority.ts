/** One class of `scheduling.k8s.io/v1`. */
export interface PriorityClassFact {
  readonly name: PriorityClassName;
  /** Higher is scheduled first; user classes stay below 1,000,000,000. */
  readonly value: number;
  /** Whether its pods may push out lower ones. */
  readonly preempts: boolean;
  readonly description: string;
}

/** Names of the classes we render. */
export type PriorityClassName = 'platform-critical' | 'tenant-interactive' | 'tenant-standard' | 'tenant-batch';

/** The classes of a cluster: platform above tenants, people above queues, queues above batch. None is the global default. */
export const PRIORITY_CLASSES: readonly PriorityClassFact[] = [
  {
    name: 'platform-critical',
    value: 900_000,
    preempts: true,
    description: 'Shared services that every tenant needs: bus, memory, gateways.',
  },
  { name: 'tenant-interactive', value: 10_000, preempts: true, description: 'Agents that a person waits for.' },
  { name: 'tenant-standard', value: 1_000, preempts: true, description: 'Agents that work on queues.' },
  { name: 'tenant-batch', value: 100, preempts: false, description: 'Work that can wait; it never preempts.' },
];

/** Classes no pod of a tenant may use: https://kubernetes.io/docs/concepts/policy/resource-quotas/#limit-priority-class-consumption-by-default */
export const RESERVED_PRIORITY_CLASSES: readonly string[] = ['platform-critical', 'system-cluster-critical', 'system-node-critical'];
