import { PROCESSOR_METRICS, PROXY_METRICS } from '../../features/llm/metric';
import { APP_LABEL } from '../../kernel/labels';
import { type Inventory, type RenderedObject, objectsAt, textsAt, valueAt } from './inventory';
import type { JsonObject } from './finding';

/** A port that a container states. */
export interface PodPort {
  readonly name: string | undefined;
  readonly number: number;
}

/** Pods that a rendered object will have. */
export interface RenderedPods {
  readonly owner: RenderedObject;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Containers as they are written; none of those that an operator adds. */
  readonly containers: readonly JsonObject[];
  readonly ports: readonly PodPort[];
}

/** Where each kind keeps its template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Rollout: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  ScaledJob: ['spec', 'jobTargetRef', 'template'],
  Pod: [],
};

/** Kinds of CloudNativePG: the labels that the operator puts on the pods, and the port of their exporters. https://cloudnative-pg.io/documentation/current/labels_annotations/ */
const POSTGRES = {
  Cluster: { label: 'cnpg.io/cluster', component: 'database', port: 9187 },
  Pooler: { label: 'cnpg.io/poolerName', component: 'pooler', port: 9127 },
} as const;

const ENVOY_PROXY = 'EnvoyProxy';
/** Settings of the AI gateway, which adds its processor to the proxies of the namespace. */
const AI_PROCESSOR = 'GatewayConfig';
/** Labels that Envoy Gateway puts on proxies besides those of the EnvoyProxy. https://gateway.envoyproxy.io/docs/tasks/operations/customize-envoyproxy/ */
const PROXY_LABELS = { [APP_LABEL.name]: 'envoy', [APP_LABEL.component]: 'proxy', [APP_LABEL.managedBy]: 'envoy-gateway' };

/** Kinds of which `renderedPods` reads pods. */
export const POD_KINDS: readonly string[] = [...Object.keys(TEMPLATES), ...Object.keys(POSTGRES), ENVOY_PROXY, AI_PROCESSOR];

/** Every set of pods that was rendered, in the order of the kinds. */
export function renderedPods(inventory: Inventory): RenderedPods[] {
  return [
    ...Object.entries(TEMPLATES).flatMap(([kind, path]) =>
      inventory.objects(kind).flatMap((owner) => templated(owner, valueAt(owner.document, ...path))),
    ),
    ...(['Cluster', 'Pooler'] as const).flatMap((kind) => inventory.objects(kind).flatMap((owner) => operated(owner, kind))),
    ...inventory.objects(ENVOY_PROXY).flatMap((owner) => proxies(owner, inventory)),
  ];
}

function templated(owner: RenderedObject, template: unknown): RenderedPods[] {
  if (owner.namespace === undefined) return [];
  const containers = [...objectsAt(template, 'spec', 'initContainers'), ...objectsAt(template, 'spec', 'containers')];
  const ports = containers.flatMap((container) =>
    objectsAt(container, 'ports').flatMap(({ name, containerPort }) =>
      typeof containerPort === 'number' ? [{ name: typeof name === 'string' ? name : undefined, number: containerPort }] : [],
    ),
  );
  return [{ owner, namespace: owner.namespace, labels: textsAt(template, 'metadata', 'labels'), containers, ports }];
}

function operated(owner: RenderedObject, kind: keyof typeof POSTGRES): RenderedPods[] {
  if (owner.namespace === undefined || !owner.apiVersion.startsWith('postgresql.cnpg.io/')) return [];
  const { label, component, port } = POSTGRES[kind];
  const inherited = kind === 'Cluster' ? ['spec', 'inheritedMetadata', 'labels'] : ['spec', 'template', 'metadata', 'labels'];
  return [
    {
      owner,
      namespace: owner.namespace,
      labels: { ...textsAt(owner.document, ...inherited), [label]: owner.name, [APP_LABEL.component]: component },
      containers: [],
      ports: [{ name: 'metrics', number: port }],
    },
  ];
}

/** Proxies run in the namespace of their EnvoyProxy: `GatewayNamespace` mode, which the gateway is installed with. */
function proxies(owner: RenderedObject, inventory: Inventory): RenderedPods[] {
  if (owner.namespace === undefined) return [];
  const processed = inventory.objects(AI_PROCESSOR, owner.namespace).length > 0;
  return [
    {
      owner,
      namespace: owner.namespace,
      labels: { ...textsAt(owner.document, 'spec', 'provider', 'kubernetes', 'envoyDeployment', 'pod', 'labels'), ...PROXY_LABELS },
      containers: [],
      ports: [PROXY_METRICS, ...(processed ? [PROCESSOR_METRICS] : [])],
    },
  ];
}
