import { groupOf } from '../../features/services/delivered';
import type { OperatedKind } from '../../features/services/rendered';
import { OPERATED_KINDS } from '../../features/table/table';
import { type Inventory, type RenderedObject, objectsAt, textsAt, valueAt } from './inventory';
import type { JsonObject } from '../../kernel/json';

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

/** Kinds of which `renderedPods` reads pods. */
export const POD_KINDS: readonly string[] = [
  ...Object.keys(TEMPLATES),
  ...OPERATED_KINDS.flatMap(({ kind, beside = [] }) => [kind, ...beside]),
];

/** Every set of pods that was rendered, in the order of the kinds. */
export function renderedPods(inventory: Inventory): RenderedPods[] {
  return [
    ...Object.entries(TEMPLATES).flatMap(([kind, path]) =>
      inventory.objects(kind).flatMap((owner) => templated(owner, valueAt(owner.document, ...path))),
    ),
    ...OPERATED_KINDS.flatMap((kind) => inventory.objects(kind.kind).flatMap((owner) => operated(owner, kind, inventory))),
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

function operated(owner: RenderedObject, { group, beside = [], workload }: OperatedKind, inventory: Inventory): RenderedPods[] {
  const { namespace } = owner;
  if (namespace === undefined || groupOf(owner.apiVersion) !== group) return [];
  const others = beside.flatMap((kind) => inventory.objects(kind, namespace).map(({ document }) => document));
  const made = workload(owner.document, others);
  // which containers those are is the operator's
  return templated(owner, made.spec?.template).map((pods) => ({ ...pods, containers: [] }));
}
