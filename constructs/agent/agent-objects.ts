import { ApiObject, type ApiObjectMetadata } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { MetricsPlan } from '../../src/features/container/metrics';
import type { ServiceSpec } from '../kinds/core';
import type { PodMonitorSpec } from '../kinds/monitoring';
import type { PodSelection } from '../kinds/roles';
import { APP_LABEL } from '../../src/kernel/labels';
import type { ConfigMapPlan } from '../../src/features/agent/files';
import { CONFIG_FILE } from '../../src/features/agent/config';

/** What the objects of one agent have in common. */
export interface AgentIdentity {
  readonly name: string;
  readonly namespace: string | undefined;
  /** Labels that were added. */
  readonly labels: Readonly<Record<string, string>>;
  /** Our own labels but `instance`, which is each object's name. */
  readonly ownLabels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>> | undefined;
  /** The one label that selects the pods and nothing else. */
  readonly selectorLabels: Readonly<Record<string, string>>;
}

/** Makes the objects that stand beside an agent's pods, whatever controls the pods. */
export interface AgentObjects {
  /** Labels of an object. */
  labels(objectName: string): { [key: string]: string };
  /** Name, labels, annotations and namespace of an object. */
  metadata(objectName: string): ApiObjectMetadata;
  /** One object. */
  add(id: string, apiVersion: string, kind: string, objectName: string, spec: object): ApiObject;
  /** Name of the account the pods run as: the given one, else one of their own, without a token. */
  serviceAccount(given: string | undefined, annotations: Readonly<Record<string, string>>): string;
  /** The configuration file. */
  config(objectName: string, file: string): void;
  /** Files of its own. */
  configMaps(maps: readonly ConfigMapPlan[]): void;
  /** The pods by their workload label, in their namespace if it is known. */
  podSelector(): PodSelection;
}

/** The objects of one agent, in its scope. */
export function agentObjects(scope: Construct, identity: AgentIdentity): AgentObjects {
  const { name, namespace, annotations, selectorLabels } = identity;
  const labels = (objectName: string): { [key: string]: string } => ({
    ...identity.labels,
    ...identity.ownLabels,
    [APP_LABEL.instance]: objectName,
  });
  const metadata = (objectName: string): ApiObjectMetadata => ({
    name: objectName,
    labels: labels(objectName),
    ...(annotations !== undefined && { annotations: { ...annotations } }),
    ...(namespace !== undefined && { namespace }),
  });
  return {
    labels,
    metadata,
    add: (id, apiVersion, kind, objectName, spec) => new ApiObject(scope, id, { apiVersion, kind, metadata: metadata(objectName), spec }),
    serviceAccount: (given, more) => {
      if (given !== undefined) return given;
      const own = metadata(name);
      const annotated = Object.keys(more).length === 0 ? own : { ...own, annotations: { ...own.annotations, ...more } };
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: annotated, automountServiceAccountToken: false };
      new ApiObject(scope, 'ServiceAccount', account);
      return name;
    },
    config: (objectName, file) => {
      new ApiObject(scope, 'Config', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata(objectName),
        data: { [CONFIG_FILE]: file },
      });
    },
    configMaps: (maps) => {
      for (const map of maps)
        new ApiObject(scope, `Files-${map.folder}`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(map.name), data: map.data });
    },
    podSelector: () => ({
      labelSelector: plus.LabelSelector.of({ labels: { ...selectorLabels } }),
      ...(namespace !== undefined && { namespaces: { names: [namespace] } }),
    }),
  };
}

/** A Service of one port, but for what it selects. */
export function serviceSpec(port: number): ServiceSpec {
  // the VPC CNI enforces policies only where both ports are the same: https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
  return { type: 'ClusterIP', ports: [{ name: 'http', port, protocol: 'TCP', targetPort: port }] };
}

/** How a controller wants its pods' metrics to be read. */
export interface MonitorDefaults {
  /** Labels of the pods that every series gets. */
  readonly podTargetLabels?: readonly string[];
  /** Where the agent says nothing. @default - Prometheus' own */
  readonly intervalS?: number;
}

/** How Prometheus reads the metrics of an agent's pods. */
export function podMonitorSpec(
  metrics: MetricsPlan,
  port: string,
  selectorLabels: Readonly<Record<string, string>>,
  more: MonitorDefaults,
): PodMonitorSpec {
  const { podTargetLabels } = more;
  const intervalS = metrics.intervalS ?? more.intervalS;
  return {
    podMetricsEndpoints: [{ port, path: metrics.path, ...(intervalS !== undefined && { interval: `${intervalS}s` }) }],
    ...(podTargetLabels !== undefined && { podTargetLabels }),
    selector: { matchLabels: selectorLabels },
  };
}
