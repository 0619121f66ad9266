/**
 * What constructs of cdk8s-plus and ours are to each other, told by what they have and not by where their classes come from: those of
 * cdk8s-plus-28, cdk8s-plus-33 and any later one fit. Their classes have private members, by which TypeScript takes equal classes of two
 * packages for strangers; where such a class stands, a role says `any`.
 */
/* eslint-disable @typescript-eslint/no-explicit-any -- a class with private members fits only itself, and each cdk8s-plus has its own */
import type { IConstruct } from 'constructs';

/** Which pods, and in which namespaces. What `IPodSelector` of cdk8s-plus gives. */
export interface PodSelection {
  /** A `LabelSelector` of cdk8s-plus. */
  readonly labelSelector: any;
  /** A `NamespaceSelectorConfig` of cdk8s-plus. @default - the namespace of whoever selects */
  readonly namespaces?: any;
}

/** The other side of a network policy. What `INetworkPolicyPeer` of cdk8s-plus gives. */
export interface PeerSelection {
  /** A `NetworkPolicyIpBlock` of cdk8s-plus. @default - none: pods are meant */
  readonly ipBlock?: any;
  /** @default - none: addresses are meant */
  readonly podSelector?: PodSelection;
}

/** Selects pods: agents of ours; Pods, Deployments and other workloads of any cdk8s-plus. */
export interface IPodSelection extends IConstruct {
  /** Which pods. */
  toPodSelectorConfig(): PodSelection;
}

/** May stand on the other side of a network policy: agents of ours; workloads, namespaces and IP blocks of any cdk8s-plus. */
export interface INetworkPeer extends IConstruct {
  /** Pods or addresses. */
  toNetworkPolicyPeerConfig(): PeerSelection;
  /** Its pods, where it is pods. */
  toPodSelector(): IPodSelection | undefined;
}

/** A volume of any cdk8s-plus. */
export interface IPodVolume extends IConstruct {
  /** Name in the pod. */
  readonly name: string;
}

/** What an autoscaler is to scale. What `IScalable` of cdk8s-plus gives. */
export interface ScaledWorkload {
  /** E.g. `apps/v1`. */
  readonly apiVersion: string;
  /** E.g. `Deployment`. */
  readonly kind: string;
  readonly name: string;
  /** Each a `Container` of cdk8s-plus. */
  readonly containers: any[];
  /** Count that the workload states; an autoscaler refuses one. @default - none */
  readonly replicas?: number;
}
