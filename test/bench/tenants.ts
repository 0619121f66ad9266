import { ApiObject, App, Chart } from 'cdk8s';

/** API objects of one tenant, as plain data: the size of a small tenant, 9 objects and 5 agents of 5 objects. */
export const OBJECTS_PER_TENANT = 34;

const AGENTS = 5;

interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

interface PlainChart {
  readonly id: string;
  readonly objects: readonly PlainObject[];
}

/** The charts of one tenant. */
export function tenantCharts(index: number): readonly PlainChart[] {
  const namespace = `tenant-t${index}`;
  const object = (apiVersion: string, kind: string, name: string, rest: object): PlainObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace, labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': namespace } },
    ...rest,
  });
  const common = Array.from({ length: OBJECTS_PER_TENANT - AGENTS * 5 }, (_, number) =>
    object('networking.k8s.io/v1', 'NetworkPolicy', `rule-${number}`, {
      spec: {
        policyTypes: ['Ingress'],
        podSelector: {},
        ingress: [{ from: [{ ipBlock: { cidr: `10.${number}.0.0/16` } }], ports: [{ port: 8080, protocol: 'TCP' }] }],
      },
    }),
  );
  const agents = Array.from({ length: AGENTS }, (_, number): PlainChart => {
    const name = `agent-${number}`;
    return {
      id: name,
      objects: [
        object('v1', 'ServiceAccount', name, { automountServiceAccountToken: false }),
        object('v1', 'ConfigMap', name, { data: { 'agent.json': `${JSON.stringify({ name, stream: 'TASKS', windowS: 30 }, null, 2)}\n` } }),
        object('policy/v1', 'PodDisruptionBudget', name, {
          spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': name } } },
        }),
        object('keda.sh/v1alpha1', 'ScaledObject', name, {
          spec: {
            minReplicaCount: 2,
            maxReplicaCount: 20,
            scaleTargetRef: { name },
            triggers: [{ type: 'nats-jetstream', metadata: { lagThreshold: '10', stream: 'TASKS' } }],
          },
        }),
        object('apps/v1', 'Deployment', name, { spec: deployment(name) }),
      ],
    };
  });
  return [{ id: '00-namespace', objects: common }, ...agents];
}

function deployment(name: string): object {
  return {
    replicas: 2,
    selector: { matchLabels: { 'app.kubernetes.io/name': name } },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    template: {
      metadata: { labels: { 'app.kubernetes.io/name': name } },
      spec: {
        serviceAccountName: name,
        terminationGracePeriodSeconds: 55,
        securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [
          {
            name: 'agent',
            image: `registry.example.com/swarm/${name}:2.4.1`,
            env: [{ name: 'PYTHONUNBUFFERED', value: '1' }],
            ports: [{ name: 'http', containerPort: 8080 }],
            resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '512Mi' } },
            readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
            volumeMounts: [{ name: 'config', mountPath: '/etc/agent', readOnly: true }],
          },
        ],
        volumes: [{ name: 'config', configMap: { name } }],
      },
    },
  };
}

/** Tenants `from` to `from + count - 1` in one cdk8s app. */
export function tenantsApp(count: number, from = 0): App {
  const app = new App();
  for (let index = from; index < from + count; index++) {
    for (const { id, objects } of tenantCharts(index)) {
      const chart = new Chart(app, count === 1 ? id : `t${index}-${id}`);
      for (const object of objects) new ApiObject(chart, `${object.kind}-${object.metadata.name}`, object);
    }
  }
  return app;
}
