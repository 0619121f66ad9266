import { Duration } from 'cdk8s';
import {
  AgentDeployment,
  ArgoCdApplication,
  ArgoCdDelivery,
  ArgoCdProject,
  ArgoCdRoot,
  ArgoCdSettings,
  DeliveredObjects,
  DeliveryGuard,
  DeliveryIdentity,
  DeliverySource,
  type DeliveryStage,
  FluxDelivery,
  FluxSource,
  FluxStage,
  Target,
} from '../../../constructs/index';
import { image } from '../builders';
import { type ConstructCase, PLATFORM } from './chart';

const GIT = DeliverySource.git('https://git.example.com/corpus/platform', { branch: 'main' });
const OCI = DeliverySource.oci('oci://registry.example.com/corpus/platform', { semver: '1.x' }, 'registry');
const LEAST: DeliveryStage = {
  name: 'acme',
  path: 'dist/acme',
  namespaces: ['acme'],
  objects: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'search', namespace: 'acme' }],
};
const KEEPER: DeliveryStage = {
  name: 'namespaces',
  path: 'dist/namespaces',
  namespaces: ['acme'],
  clusterScoped: true,
  byName: true,
  prune: false,
  include: '*/00-namespace.yaml',
  objects: [
    { apiVersion: 'v1', kind: 'Namespace', name: 'acme' },
    { apiVersion: 'v1', kind: 'ResourceQuota', name: 'tenant', namespace: 'acme' },
    { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'default-deny', namespace: 'acme' },
  ],
};
/** One object of each kind that has a health of its own. */
const FULL: DeliveryStage = {
  ...LEAST,
  exclude: '00-namespace.yaml',
  clusterScoped: false,
  byName: false,
  after: ['namespaces'],
  prune: true,
  longestRollout: Duration.minutes(20),
  timeout: Duration.minutes(30),
  ignored: [{ group: 'apps', kind: 'Deployment', namespace: 'acme', name: 'search', paths: ['/spec/replicas'] }],
  objects: [
    ['apps/v1', 'Deployment'],
    ['apps/v1', 'StatefulSet'],
    ['argoproj.io/v1alpha1', 'Rollout'],
    ['batch/v1', 'CronJob'],
    ['cert-manager.io/v1', 'Certificate'],
    ['external-secrets.io/v1', 'ExternalSecret'],
    ['gateway.networking.k8s.io/v1', 'Gateway'],
    ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
    ['jetstream.nats.io/v1beta2', 'Account'],
    ['jetstream.nats.io/v1beta2', 'Consumer'],
    ['jetstream.nats.io/v1beta2', 'Stream'],
    ['keda.sh/v1alpha1', 'ScaledObject'],
    ['monitoring.coreos.com/v1', 'PodMonitor'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['postgresql.cnpg.io/v1', 'Cluster'],
    ['postgresql.cnpg.io/v1', 'Database'],
    ['postgresql.cnpg.io/v1', 'Pooler'],
    ['v1', 'ConfigMap'],
    ['v1', 'Service'],
  ].map(([apiVersion = '', kind = '']) => ({ apiVersion, kind, name: 'search', namespace: 'acme' })),
};
const FLUX = { prefix: 'corpus', source: GIT };

/** What brings rendered files into a cluster. */
export const DELIVERY: readonly ConstructCase[] = [
  {
    name: 'flux-delivery-least',
    chart: PLATFORM,
    build: (chart) => new FluxDelivery(chart, 'Delivery', { ...FLUX, stages: [LEAST] }),
  },
  {
    name: 'flux-delivery-full',
    chart: PLATFORM,
    build: (chart) => {
      const delivery = new FluxDelivery(chart, 'Delivery', {
        prefix: 'corpus',
        source: OCI,
        stages: [KEEPER, FULL],
        keeper: 'namespaces',
        namespace: 'delivery',
        interval: Duration.minutes(5),
      });
      return { stages: delivery.stages.map(({ name }) => name) };
    },
  },
  { name: 'flux-source-least', chart: PLATFORM, build: (chart) => new FluxSource(chart, 'Source', { name: 'corpus', source: GIT }) },
  {
    name: 'flux-source-full',
    chart: PLATFORM,
    build: (chart) => {
      const git = DeliverySource.git('ssh://git@git.example.com/corpus/platform', { semver: '1.x' }, 'deploy-key');
      const options = { namespace: 'delivery', interval: Duration.minutes(5), folders: ['dist/corpus'] };
      const { name, kind } = new FluxSource(chart, 'Source', { name: 'corpus', source: git, ...options });
      new FluxSource(chart, 'Tagged', { name: 'tagged', source: DeliverySource.git(git.url, { tag: 'v1' }) });
      new FluxSource(chart, 'Digest', {
        name: 'digest',
        source: DeliverySource.oci('oci://registry.example.com/corpus/platform', { digest: `sha256:${'c'.repeat(64)}` }),
      });
      new FluxSource(chart, 'Oci', {
        name: 'oci',
        source: DeliverySource.oci('oci://registry.example.com/corpus/platform', { tag: 'prod' }),
      });
      return { name, kind };
    },
  },
  {
    name: 'flux-stage-least',
    chart: PLATFORM,
    build: (chart) => new FluxStage(chart, 'Stage', { prefix: 'corpus', stage: LEAST, sourceKind: 'GitRepository', sourceName: 'corpus' }),
  },
  {
    name: 'flux-stage-full',
    chart: PLATFORM,
    build: (chart) => {
      const { name, identity } = new FluxStage(chart, 'Stage', {
        prefix: 'corpus',
        stage: FULL,
        sourceKind: 'OCIRepository',
        sourceName: 'corpus',
        namespace: 'delivery',
        interval: Duration.minutes(5),
      });
      return { name, identity: identity.name };
    },
  },
  {
    name: 'argo-cd-delivery-least',
    chart: PLATFORM,
    build: (chart) => new ArgoCdDelivery(chart, 'Delivery', { prefix: 'corpus-prod', source: GIT, stages: [LEAST] }),
  },
  {
    name: 'argo-cd-delivery-full',
    chart: PLATFORM,
    build: (chart) =>
      new ArgoCdDelivery(chart, 'Delivery', {
        prefix: 'corpus-prod',
        source: DeliverySource.git('https://git.example.com/corpus/platform', { tag: 'v1' }),
        stages: [KEEPER, FULL],
        keeper: 'namespaces',
        namespace: 'delivery',
      }),
  },
  {
    name: 'argo-cd-root-least',
    chart: PLATFORM,
    build: (chart) => ({ name: new ArgoCdRoot(chart, 'Root', { prefix: 'corpus-prod', source: GIT, path: 'dist/corpus' }).name }),
  },
  {
    name: 'argo-cd-root-full',
    chart: PLATFORM,
    build: (chart) => new ArgoCdRoot(chart, 'Root', { prefix: 'corpus-prod', source: GIT, path: 'dist/corpus', namespace: 'delivery' }),
  },
  {
    name: 'argo-cd-settings-least',
    chart: PLATFORM,
    build: (chart) => new ArgoCdSettings(chart, 'Settings', { objects: LEAST.objects }),
  },
  {
    name: 'argo-cd-settings-full',
    chart: PLATFORM,
    build: (chart) => new ArgoCdSettings(chart, 'Settings', { objects: FULL.objects, namespace: 'delivery' }),
  },
  {
    name: 'argo-cd-project-and-application-least',
    chart: PLATFORM,
    build: (chart) => {
      const props = { prefix: 'corpus-prod', stage: LEAST, source: GIT };
      const { name, identity } = new ArgoCdProject(chart, 'Project', props);
      new ArgoCdApplication(chart, 'Application', props);
      return { name, identity: identity.name };
    },
  },
  {
    name: 'argo-cd-project-and-application-full',
    chart: PLATFORM,
    build: (chart) => {
      const props = { prefix: 'corpus-prod', stage: FULL, source: GIT, namespace: 'delivery' };
      new ArgoCdProject(chart, 'Project', props);
      new ArgoCdApplication(chart, 'Application', { ...props, wave: 2 });
      return undefined;
    },
  },
  {
    name: 'delivery-identity-least',
    chart: PLATFORM,
    build: (chart) => ({
      name: new DeliveryIdentity(chart, 'Identity', { name: 'corpus-acme', namespace: 'flux-system', stage: LEAST }).name,
    }),
  },
  {
    name: 'delivery-identity-full',
    chart: PLATFORM,
    build: (chart) => {
      new DeliveryIdentity(chart, 'Identity', { name: 'corpus-acme', namespace: 'flux-system', stage: FULL });
      new DeliveryIdentity(chart, 'Keeper', { name: 'corpus-namespaces', namespace: 'flux-system', stage: KEEPER });
      return undefined;
    },
  },
  {
    name: 'delivery-guard-least',
    chart: PLATFORM,
    build: (chart) => new DeliveryGuard(chart, 'Guard', { prefix: 'corpus', namespace: 'flux-system', objects: KEEPER.objects }),
  },
  {
    name: 'delivery-guard-full',
    chart: PLATFORM,
    build: (chart) =>
      new DeliveryGuard(chart, 'Guard', { prefix: 'corpus', namespace: 'flux-system', keeper: 'spaces', objects: KEEPER.objects }),
  },
  {
    name: 'delivered-objects',
    build: (chart) => {
      new AgentDeployment(chart, 'Search', { image: image('agent'), task: { p99: Duration.seconds(20) }, servesTo: ['gateway'] });
      return { objects: DeliveredObjects.below(chart), target: Target.of(chart) };
    },
  },
];
