import { TOOL_GATEWAY_PLACE } from '../../src/features/tools/places';
import { ApiObject, type ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { BUDGET_PUBLISHER } from '../../src/features/bus/budget-notice';
import { BUDGET_SPEAKER, STREAM_CONTROLLER } from '../../src/features/bus/clients';
import { SERVER_FILE } from '../../src/features/bus/configuration';
import {
  BUS_HEADLESS_SERVICE,
  BUS_METRICS_PORT,
  BUS_MONITORING_PORT,
  BUS_NAME,
  BUS_PLACE,
  BUS_TLS_SECRET,
  certificateNames,
  CLUSTER_PORT,
} from '../../src/features/bus/places';
import type { BusPlan } from '../../src/features/bus/plan';
import { sha256 } from '../../src/kernel/checksum';
import { APP_LABEL, labelKeys, MANAGED_BY } from '../../src/kernel/labels';
import type { StatefulSetSpec } from '../kinds/apps';
import { CERT_MANAGER_API } from '../secrets/cert-manager-kinds';
import type { ServiceSpec } from '../kinds/core';
import type { PodMonitorSpec } from '../kinds/monitoring';
import type { HeadlessServiceSpec, NatsPodSpec } from './nats-kinds';
import type { PodDisruptionBudgetSpec } from '../kinds/policy';
import { planOf } from '../kinds/planned';
import { CONFIG_MAP, DATA_VOLUME, natsPod } from './nats-pod';
import { type NatsBusProps, planNatsBus } from './nats-props';
import { type OpenPolicySpec, podsOf, tcp, tenantNamespaces, TO_DNS } from '../network/policy-rules';
import { certificateSpec } from '../secrets/server-certificate';
import { written } from '../kinds/door';
import { callersOf } from '../network/callers';

export type { NatsBusProps } from './nats-props';

/** Value of the component label. */
const COMPONENT = 'bus';

/**
 * The bus that agents share: NATS servers with JetStream, a NATS account for each tenant, TLS for clients and among the servers.
 *
 * Users and their permissions are in a ConfigMap, which holds public keys only. A change of accounts is loaded while the servers run: no
 * client is disconnected, and no pod is replaced. A new account works after the first reload. Its tools and the members of a new pool work
 * after the second, half a minute later. Streams and consumers are made by `JetStreamAccount`.
 *
 * Tenants reach the client port from namespaces with the tenant label; only KEDA may reach the monitoring port, which needs no login and
 * lists every account.
 *
 * @example
 * new NatsBus(chart, 'Bus', {
 *   image: `registry.example.com/platform/nats:2.14.2-alpine@sha256:${'0'.repeat(64)}`,
 *   reloaderImage: `registry.example.com/platform/nats-server-config-reloader:0.23.0@sha256:${'0'.repeat(64)}`,
 *   exporterImage: `registry.example.com/platform/prometheus-nats-exporter:0.20.1@sha256:${'0'.repeat(64)}`,
 *   issuer: 'bus',
 *   disk: '50Gi',
 *   accounts: [],
 * });
 */
export class NatsBus extends Construct {
  /** The StatefulSet, for patches. */
  public readonly apiObject: ApiObject;
  /** Name of the StatefulSet, of its Service and of most objects beside it. */
  public readonly name = BUS_NAME;
  /** The labels that select the pods and nothing else. */
  public readonly selectorLabels: { [key: string]: string };

  private readonly plan: BusPlan;

  /**
   * @throws InvalidInputError with every rule that does not hold.
   */
  constructor(scope: Construct, id: string, props: NatsBusProps) {
    super(scope, id);
    props = written(this, 'NatsBusProps', props);
    const plan = planOf<BusPlan>(props) ?? planNatsBus(this, props);
    this.plan = plan;
    this.selectorLabels = { ...BUS_PLACE.podLabels };

    const metadata = this.metadataOf(BUS_NAME);
    new ApiObject(this, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata, automountServiceAccountToken: false });
    new ApiObject(this, 'Config', { apiVersion: 'v1', kind: 'ConfigMap', metadata: this.metadataOf(CONFIG_MAP), data: { ...plan.files } });
    const certificate = certificateSpec(plan.issuer, certificateNames(plan.namespace), BUS_TLS_SECRET);
    // a server is a client of the others
    this.addObject('Certificate', CERT_MANAGER_API, BUS_NAME, { ...certificate, usages: [...certificate.usages, 'client auth'] });
    this.addObject('NetworkPolicy', 'networking.k8s.io/v1', BUS_NAME, this.policy());
    this.addObject('PodDisruptionBudget', 'policy/v1', BUS_NAME, {
      maxUnavailable: 1,
      selector: { matchLabels: this.selectorLabels },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    } satisfies PodDisruptionBudgetSpec);
    this.addServices();
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: this.statefulSet(),
    });
    this.addObject('PodMonitor', 'monitoring.coreos.com/v1', BUS_NAME, {
      podMetricsEndpoints: [{ port: 'metrics', path: '/metrics' }],
      selector: { matchLabels: this.selectorLabels },
    } satisfies PodMonitorSpec);
  }

  private addObject(kind: string, apiVersion: string, name: string, spec: object): void {
    new ApiObject(this, kind, { apiVersion, kind, metadata: this.metadataOf(name), spec });
  }

  private labels(): Record<string, string> {
    return { ...this.plan.labels, ...this.selectorLabels, [APP_LABEL.component]: COMPONENT, [APP_LABEL.managedBy]: MANAGED_BY };
  }

  private metadataOf(name: string): ApiObjectMetadata {
    const { annotations, namespace } = this.plan;
    return {
      name,
      namespace,
      labels: this.labels(),
      ...(annotations !== undefined && { annotations: { ...annotations } }),
    };
  }

  private addServices(): void {
    const port = (name: string, number: number): ServiceSpec['ports'][number] => ({
      name,
      port: number,
      protocol: 'TCP',
      targetPort: number,
    });
    const client = port('nats', BUS_PLACE.port);
    this.addObject('Service', 'v1', BUS_NAME, { type: 'ClusterIP', selector: this.selectorLabels, ports: [client] } satisfies ServiceSpec);
    new ApiObject(this, 'Headless', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: this.metadataOf(BUS_HEADLESS_SERVICE),
      spec: {
        type: 'ClusterIP',
        clusterIP: 'None',
        publishNotReadyAddresses: true,
        selector: this.selectorLabels,
        ports: [client, port('cluster', CLUSTER_PORT), port('monitor', BUS_MONITORING_PORT)],
      } satisfies HeadlessServiceSpec,
    });
  }

  private policy(): OpenPolicySpec {
    const keys = labelKeys(this.plan.labelDomain);
    const toolGateway = TOOL_GATEWAY_PLACE;
    const servers = podsOf({ namespace: this.plan.namespace, podLabels: this.selectorLabels });
    const speaks = this.plan.accounts.some(({ users }) => users.some(({ name }) => name === BUDGET_PUBLISHER));
    const clients = [
      tenantNamespaces(keys.tenant),
      podsOf(toolGateway),
      podsOf(STREAM_CONTROLLER),
      ...(speaks ? [podsOf(BUDGET_SPEAKER)] : []),
    ];
    return {
      podSelector: { matchLabels: this.selectorLabels },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        { from: clients, ports: tcp(BUS_PLACE.port) },
        { from: [servers], ports: tcp(CLUSTER_PORT) },
        { from: [podsOf(callersOf(this).keda)], ports: tcp(BUS_MONITORING_PORT) },
        { from: [podsOf(callersOf(this).monitoring)], ports: tcp(BUS_METRICS_PORT) },
      ],
      egress: [TO_DNS, { to: [servers], ports: tcp(CLUSTER_PORT) }],
    };
  }

  private statefulSet(): StatefulSetSpec<NatsPodSpec> {
    const { plan } = this;
    const { annotations, disk } = plan;
    const keys = labelKeys(plan.labelDomain);
    return {
      minReadySeconds: 10,
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      // otherwise servers would wait for each other and never start
      podManagementPolicy: 'Parallel',
      replicas: plan.servers,
      revisionHistoryLimit: 3,
      selector: { matchLabels: this.selectorLabels },
      serviceName: BUS_HEADLESS_SERVICE,
      template: {
        metadata: {
          // only for the server's own file, since accounts are reloaded
          annotations: { ...annotations, [keys.configChecksum]: sha256(plan.files[SERVER_FILE] ?? '') },
          labels: { ...Chart.of(this).labels, ...this.labels() },
        },
        spec: natsPod(plan),
      },
      updateStrategy: { type: 'RollingUpdate' },
      volumeClaimTemplates: [
        {
          metadata: { name: DATA_VOLUME },
          spec: {
            accessModes: ['ReadWriteOnce'],
            resources: { requests: { storage: disk.size } },
            ...(disk.storageClass !== undefined && { storageClassName: disk.storageClass }),
          },
        },
      ],
    };
  }
}
