import { Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import {
  AgentDeployment,
  BatchAgent,
  BatchTrigger,
  QueueBacklog,
  QueueDepthHpa,
  TenantAlerts,
  TenantDashboard,
  TenantGuard,
  TenantNamespace,
} from '../../../constructs/index';
import { image } from '../builders';
import { type ConstructCase, CURRENT, PLATFORM } from './chart';

const META = { labels: { team: 'a' }, annotations: { email: 'a@example.com' } };
const QUEUE = { account: 'acme', stream: 'TASKS', consumer: 'search' };

/** What a tenant has besides its agents. */
export const TENANTS: readonly ConstructCase[] = [
  {
    name: 'tenant-namespace-least',
    chart: PLATFORM,
    build: (chart) => ({ name: new TenantNamespace(chart, 'Tenant', { tenant: 'acme' }).name }),
  },
  {
    name: 'tenant-namespace-full',
    chart: PLATFORM,
    build: (chart) => ({
      name: new TenantNamespace(chart, 'Tenant', {
        tenant: 'acme',
        name: 'acme-apps',
        quota: { cpu: '16', memory: '64Gi', ephemeralStorage: '80Gi', pods: 60 },
        labelDomain: 'agents.example.com',
        ...META,
      }).name,
    }),
  },
  {
    name: 'tenant-namespace-quota-default',
    chart: PLATFORM,
    build: (chart) => new TenantNamespace(chart, 'Tenant', { tenant: 'acme', quota: { cpu: '8', memory: '16Gi', pods: 30 } }),
  },
  {
    name: 'tenant-namespace-with-workloads',
    chart: {},
    target: CURRENT,
    build: (chart) => {
      const namespace = new TenantNamespace(chart, 'Tenant', { tenant: 'acme' });
      const place = { namespace: namespace.name, tenant: 'acme' };
      const agent = new AgentDeployment(chart, 'Search', {
        ...place,
        image: image('agent'),
        task: { p99: Duration.seconds(5), concurrency: 4 },
        consumes: { stream: 'TASKS', subjects: ['tasks.search.>'] },
        needs: ['bus'],
      });
      new QueueDepthHpa(chart, 'Scale', {
        target: agent,
        queue: QUEUE,
        backlog: QueueBacklog.perReplica(3),
        minReplicas: 2,
        maxReplicas: 20,
      });
      new BatchAgent(chart, 'Report', {
        ...place,
        image: image('report'),
        task: { p99: Duration.minutes(5) },
        trigger: BatchTrigger.schedule({ cron: '30 3 * * *', overlap: 'replace' }),
      });
      new plus.StatefulSet(chart, 'Index', {
        metadata: { name: 'index', namespace: namespace.name },
        service: new plus.Service(chart, 'Service', { metadata: { name: 'index', namespace: namespace.name }, ports: [{ port: 80 }] }),
        replicas: 2,
        containers: [
          {
            image: image('index'),
            securityContext: { user: 1000 },
            resources: {
              cpu: { request: plus.Cpu.millis(500), limit: plus.Cpu.units(1) },
            },
          },
        ],
      });
      new plus.Job(chart, 'Once', {
        metadata: { name: 'once', namespace: namespace.name },
        containers: [{ image: image('once'), securityContext: { user: 1000 } }],
      });
      new plus.DaemonSet(chart, 'Everywhere', {
        metadata: { name: 'everywhere', namespace: 'elsewhere' },
        containers: [{ image: image('everywhere'), securityContext: { user: 1000 } }],
      });
      return { name: namespace.name };
    },
  },
  { name: 'tenant-guard-least', chart: PLATFORM, build: (chart) => new TenantGuard(chart, 'Guard') },
  {
    name: 'tenant-guard-full',
    chart: PLATFORM,
    build: (chart) => new TenantGuard(chart, 'Guard', { labelDomain: 'agents.example.com', name: 'own-guard' }),
  },
  {
    name: 'tenant-alerts-least',
    build: (chart) => ({
      tests: new TenantAlerts(chart, 'Alerts', { tenant: 'acme', agents: [{ name: 'chat' }] }).ruleTests('rules.yaml'),
    }),
  },
  {
    name: 'tenant-alerts-full',
    build: (chart) => {
      const alerts = new TenantAlerts(chart, 'Alerts', {
        tenant: 'acme',
        namespace: 'tenant-acme',
        agents: [
          {
            name: 'search',
            workload: 'Rollout',
            rolloutWithin: Duration.minutes(40),
            scaler: 'keda',
            queue: {
              ...QUEUE,
              ackWait: Duration.seconds(30),
              backoff: [Duration.seconds(30), Duration.minutes(2)],
              maxDeliver: 5,
              oldest: Duration.minutes(20),
            },
            prescale: [
              { name: 'sale', replicas: 20, trigger: 1 },
              { name: 'holiday', replicas: 10, trigger: 2 },
            ],
          },
          {
            name: 'find',
            workload: 'Deployment',
            scaler: 'prometheus-adapter',
            queue: { ...QUEUE, consumer: 'find', ackWait: Duration.seconds(45) },
          },
        ],
        jobs: [{ name: 'report', deadline: Duration.hours(2), startingDeadline: Duration.minutes(30) }],
        quota: 'limits',
        quotaPercent: 75,
        natsMetricPrefix: 'nats',
        ...META,
      });
      return { tests: alerts.ruleTests('rules.yaml') };
    },
  },
  {
    name: 'tenant-dashboard-least',
    build: (chart) => new TenantDashboard(chart, 'Dashboard', { tenant: 'acme', agents: [{ name: 'chat' }] }),
  },
  {
    name: 'tenant-dashboard-full',
    build: (chart) =>
      new TenantDashboard(chart, 'Dashboard', {
        tenant: 'acme',
        namespace: 'tenant-acme',
        agents: [
          { name: 'search', workload: 'Rollout', queue: QUEUE },
          { name: 'chat', workload: 'Deployment' },
        ],
        quota: 'limits',
        natsMetricPrefix: 'nats',
        ...META,
      }),
  },
];
