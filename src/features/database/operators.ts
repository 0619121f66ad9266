import type { OperatedKind, OperatedObject, PodOf, PodTemplate, Container, Strategy } from '../services/rendered';
import { APP_LABEL, TOPOLOGY } from '../../kernel/labels';
import { CLOUDNATIVE_PG, PGBOUNCER } from './metric-sources';
import { INSTANCE_METRICS_PORT, POOLER_METRICS_PORT } from './places';

/** A `Cluster` as far as it is read. */
interface ClusterFields {
  readonly instances?: number;
  readonly resources?: Container['resources'];
  readonly affinity?: { readonly podAntiAffinityType?: string; readonly topologyKey?: string };
  readonly inheritedMetadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly enablePDB?: boolean;
}

/** A `Pooler` as far as it is read. */
interface PoolerFields {
  readonly instances?: number;
  readonly deploymentStrategy?: Strategy;
  readonly template?: PodTemplate;
}

const GROUP = 'postgresql.cnpg.io';

/** Kinds of CloudNativePG that have pods; the labels are those that it puts on them: https://cloudnative-pg.io/documentation/current/labels_annotations/ */
export const CLOUDNATIVE_PG_PODS: readonly OperatedKind[] = [
  {
    group: GROUP,
    kind: 'Cluster',
    // an instance is stopped before it is replaced, as a pod of a StatefulSet is
    workload: (object) => {
      const { instances = 1, resources, inheritedMetadata } = clusterOf(object);
      const name = nameOf(object);
      const labels = { ...inheritedMetadata?.labels, 'cnpg.io/cluster': name, [APP_LABEL.component]: 'database' };
      // the operator writes the containers of an instance; what they may use is written once for all
      const containers = [{ name, ports: [{ name: 'metrics', containerPort: INSTANCE_METRICS_PORT }], ...(resources && { resources }) }];
      const template = { metadata: { labels }, spec: { containers, ...apart(object) } };
      return { ...object, kind: 'StatefulSet', spec: { replicas: instances, template } };
    },
    serves: () => CLOUDNATIVE_PG,
    // one for each instance: https://cloudnative-pg.io/documentation/current/kubernetes_upgrade/#pod-disruption-budgets
    ownBudget: (object) => (clusterOf(object).enablePDB === false ? undefined : 'CloudNativePG'),
  },
  {
    group: GROUP,
    kind: 'Pooler',
    workload: (object) => {
      const { instances = 1, deploymentStrategy, template }: PoolerFields = object.spec ?? {};
      const labels = { ...template?.metadata?.labels, 'cnpg.io/poolerName': nameOf(object), [APP_LABEL.component]: 'pooler' };
      const exporter = { name: 'metrics', containerPort: POOLER_METRICS_PORT };
      const [first = {}, ...others] = template?.spec?.containers ?? [];
      const spec = { ...template?.spec, containers: [{ ...first, ports: [...(first.ports ?? []), exporter] }, ...others] };
      return {
        ...object,
        kind: 'Deployment',
        spec: {
          replicas: instances,
          ...(deploymentStrategy && { strategy: deploymentStrategy }),
          template: { metadata: { labels }, spec },
        },
      };
    },
    serves: () => PGBOUNCER,
  },
];

/** CloudNativePG keeps instances apart by host where no other key is written: https://cloudnative-pg.io/documentation/current/scheduling/#pod-affinity-and-anti-affinity */
function apart(object: OperatedObject): Pick<PodOf, 'affinity' | 'topologySpreadConstraints'> {
  const { podAntiAffinityType, topologyKey = TOPOLOGY.host } = clusterOf(object).affinity ?? {};
  if (podAntiAffinityType !== 'required') return {};
  // no two in a zone: as a spread that leaves pods waiting where a zone has no room
  if (topologyKey === TOPOLOGY.zone) return { topologySpreadConstraints: [{ topologyKey, whenUnsatisfiable: 'DoNotSchedule' }] };
  const term = { topologyKey, labelSelector: { matchLabels: { 'cnpg.io/cluster': nameOf(object) } } };
  return { affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } };
}

function clusterOf({ spec }: OperatedObject): ClusterFields {
  return spec ?? {};
}

function nameOf({ metadata }: OperatedObject): string {
  return metadata?.name ?? '';
}
