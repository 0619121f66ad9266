import { DNS_LABEL, ID } from '../kernel/formats';
import { choice, list, nested, number, object, record, text } from '../kernel/schema';
import { DEFAULT_LABEL_DOMAIN } from '../kernel/labels';
import { CALLERS } from '../features/network/schema';
import { DEFAULT_METRIC_PREFIX, NATS_METRIC_PREFIXES } from '../features/bus/metrics';
import { NEED } from '../features/agent/schema';
import { SERVICE_FIELDS } from '../features/table/table';
import { CLUSTERS, TARGET, TERRAFORM_STATE } from '../features/clusters/schema';
import { MAX_AGENTS, MAX_TENANTS, POOLS, TENANTS } from '../features/tenancy/schema';
import { SCALE_OVERRIDE, TRAFFIC_PROFILE } from '../features/scaling/schema';
import { NODE_POOL } from '../features/nodes/schema';
import { DELIVERY } from '../features/delivery/schema';
import { OBJECTS, PATCHES } from '../features/objects/schema';
import { OBSERVABILITY } from '../features/observability/schema';

export const SERVICES = object(
  'ServicesSpec',
  'The shared services: those that are rendered in the platform namespace, and those that others run.',
  {
    secretStore: text('ClusterSecretStore of External Secrets that every secret is read from.', {
      format: DNS_LABEL,
      otherwise: 'none; asked for where a service is rendered, or an external one names entries of it',
    }),
    certificateIssuer: text('cert-manager ClusterIssuer that signs the certificates of bus, memory and database.', {
      format: DNS_LABEL,
      otherwise: 'none; asked for where one of them is rendered',
    }),
    ...SERVICE_FIELDS,
    elsewhere: list(
      'Services that others render in the platform namespace under the names and labels of ours: agents reach them there, and prove themselves in no way that is known here.',
      NEED,
      { otherwise: 'none' },
    ),
  },
);

export const ENVIRONMENT = object('EnvironmentSpec', 'One environment of a system, as written.', {
  system: text('Folder below `dist/`.', { format: ID }),
  name: text('Folder below the system, e.g. `prod`.', { format: ID }),
  target: nested('Releases and capabilities of the cluster.', TARGET),
  clusters: CLUSTERS,
  registries: list('Registries that images may come from; an entry may be a repository prefix.', text()),
  labelDomain: text('Domain of our own label keys.', { default: DEFAULT_LABEL_DOMAIN }),
  tenants: TENANTS,
  pools: POOLS,
  scale: record(
    'Scale of this environment, by tenant or pool id and agent: the only thing in which environments of one system differ.',
    record('', SCALE_OVERRIDE, { most: MAX_AGENTS }),
    { otherwise: 'as the tenants say', most: MAX_TENANTS },
  ),
  profiles: record('Named loads.', TRAFFIC_PROFILE, { otherwise: 'none' }),
  nodePools: record('Managed node groups by name.', NODE_POOL),
  overcommit: number('Ratio of promised quota to nodes at their maximum.', { default: 1, min: 1, max: 10 }),
  scaler: choice(
    'Who serves queue depth to autoscalers; one per cluster, since only one server can own the external metrics API.',
    ['keda', 'prometheus-adapter'],
    { otherwise: `'keda' where the target has it` },
  ),
  natsMetricPrefix: choice(`Prefix of the NATS exporter's series, for the prometheus-adapter engine.`, NATS_METRIC_PREFIXES, {
    type: 'NatsMetricPrefix',
    default: DEFAULT_METRIC_PREFIX,
  }),
  callers: nested('Who calls what is rendered.', CALLERS, { otherwise: 'where their own charts put them' }),
  prometheus: text('Address of the Prometheus that analyses of rollouts ask, as Argo Rollouts dials it.', {
    otherwise:
      "that of the operator's Service, in the namespace of `callers.monitoring`: `'http://prometheus-operated.monitoring.svc.cluster.local:9090'`",
  }),
  services: nested('The bus, the memory, the database and the gateways.', SERVICES, {
    otherwise: 'none: an agent that needs one is refused',
  }),
  delivery: nested('Who applies what is rendered: files of Flux or Argo CD beside the manifests.', DELIVERY, {
    otherwise: 'none: they are applied by other means',
  }),
  observability: nested(
    'What is watched. Every series that an alert, an analysis, a dashboard or an autoscaler asks for must be served by an exporter.',
    OBSERVABILITY,
    { otherwise: 'alerts and dashboards of every tenant, and the usual exporters' },
  ),
  objects: OBJECTS,
  patches: PATCHES,
  regions: list(
    'The AWS region of the cluster, which has a Terraform stack. Several come with several clusters; today there is exactly one.',
    text(),
  ),
  terraformState: nested('Where Terraform keeps its state.', TERRAFORM_STATE, { otherwise: 'no Terraform is rendered' }),
});
