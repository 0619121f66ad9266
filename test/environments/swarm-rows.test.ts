import { prod } from '../../environments/swarm/prod';
import { agentsOf, ENVIRONMENTS, kindOf, objectOf, objectsOf, textOf, type Rendered } from './rendered';
import { ACME, config, container, everywhere, pod, POOL } from './swarm-agents';
import { of, prodWithAgent } from './variant';

/** Rows of the swarm's requirements, each read from what is committed under dist/. What waits is said in the test's name. */

describe('000-02 multi-tenancy: a namespace for each tenant and one for a pool (a control plane of its own waits: Kamaji)', () => {
  test.each(ENVIRONMENTS)(
    '%s has one namespace a tenant, one for the pool and one for the platform, told apart by the tenant label',
    (environment) => {
      expect(kindOf(environment, 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels['cdk8s-agents/tenant']])).toEqual([
        ['platform', undefined],
        [POOL, POOL],
        [ACME, 'acme'],
      ]);
    },
  );
});

describe('000-03 isolation (rendered; proved later)', () => {
  test.each(ENVIRONMENTS)('%s gives every namespace default-deny and every tenant quota and limits', (environment) => {
    for (const namespace of ['platform', POOL, ACME]) {
      expect(objectOf(environment, 'NetworkPolicy', namespace, 'default-deny').spec).toEqual({
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
      });
    }
    for (const namespace of [POOL, ACME]) {
      expect(objectOf(environment, 'ResourceQuota', namespace, 'tenant').spec.hard).toMatchObject({
        'services.nodeports': '0',
        'services.loadbalancers': '0',
      });
      expect(objectOf(environment, 'LimitRange', namespace, 'tenant').spec['limits']).toHaveLength(1);
    }
  });

  test.each(ENVIRONMENTS)('%s renders every priority class that a pod names, once', (environment) => {
    const used = agentsOf(environment).map(({ spec }) => String(spec.template?.spec['priorityClassName']));
    const rendered = kindOf(environment, 'PriorityClass').map(({ metadata }) => metadata.name);
    expect(new Set(used)).toEqual(new Set(['tenant-interactive', 'tenant-standard']));
    expect(rendered).toEqual(['platform-critical', 'tenant-interactive', 'tenant-standard', 'tenant-batch']);
  });

  test.each(ENVIRONMENTS)('F26: %s protects the tenant label against change', (environment) => {
    const policy = objectOf(environment, 'ValidatingAdmissionPolicy', undefined, 'protect-tenant-label');
    expect(JSON.stringify(policy.spec)).toContain('variables.tenantBefore == variables.tenantAfter');
    expect(objectOf(environment, 'ValidatingAdmissionPolicyBinding', undefined, 'protect-tenant-label').spec).toEqual({
      policyName: 'protect-tenant-label',
      validationActions: ['Deny'],
    });
  });
});

describe('000-05 Kubernetes, Python first, lightweight images', () => {
  test.each(everywhere)(
    '$environment $namespace $agent is pinned, unbuffered, non-root, read-only, with a sized /tmp',
    ({ environment, namespace, agent }) => {
      const { spec } = pod(environment, namespace, agent);
      const only = container(environment, namespace, agent);
      expect(only.image).toMatch(new RegExp(`^registry\\.example\\.com/swarm/${agent}:2\\.4\\.1@sha256:[0-9a-f]{64}$`));
      expect(only.env[0]).toEqual({ name: 'PYTHONUNBUFFERED', value: '1' });
      expect(only['securityContext']).toEqual({
        allowPrivilegeEscalation: false,
        privileged: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(spec['securityContext']).toEqual({
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
        appArmorProfile: { type: 'RuntimeDefault' },
      });
      expect(spec.volumes).toContainEqual({ name: 'tmp', emptyDir: { sizeLimit: '256Mi' } });
      expect(spec['automountServiceAccountToken']).toBe(false);
    },
  );
});

describe('000-06 stateless agents', () => {
  test.each(ENVIRONMENTS)('%s has no volume but configuration, secrets, a token and /tmp, and no claim may be made', (environment) => {
    const sources = agentsOf(environment).flatMap(
      ({ spec }) => spec.template?.spec.volumes.map((volume) => Object.keys(volume).sort().join()) ?? [],
    );
    expect(new Set(sources)).toEqual(new Set(['configMap,name', 'downwardAPI,name', 'emptyDir,name', 'name,projected', 'name,secret']));
    expect(kindOf(environment, 'ResourceQuota').flatMap(({ spec }) => spec.hard?.['persistentvolumeclaims'] ?? [])).toEqual(['0', '0']);
  });
});

describe('000-10 one workload per agent type with all that belongs to it', () => {
  test.each(everywhere)(
    '$environment $namespace $agent has its own account, policy, budget, monitor, and file',
    ({ environment, namespace, agent }) => {
      const file = textOf(environment, `manifests/tenants/${namespace}/${agent}.yaml`);
      const kinds = [...file.matchAll(/^kind: (\w+)$/gm)].map(([, kind]) => kind);
      expect(kinds).toEqual([
        'ExternalSecret',
        'ServiceAccount',
        ...(agent === 'coordinator' ? [] : ['ConfigMap']),
        'NetworkPolicy',
        'PodDisruptionBudget',
        ...(agent === 'coordinator' ? ['Service', 'Service', 'AnalysisTemplate', 'Rollout'] : ['Deployment']),
        'PodMonitor',
        ...(agent === 'product-search' ? ['ScaledObject'] : []),
      ]);
    },
  );

  test.each(ENVIRONMENTS)('%s selects pods by one label that no other workload has (F75)', (environment) => {
    const workloads = agentsOf(environment).map(({ spec }) => JSON.stringify(spec['selector']));
    expect(new Set(workloads).size).toBe(workloads.length);
    expect(workloads).toContain('{"matchLabels":{"cdk8s-agents/workload":"acme-product-search"}}');
  });

  test.each(ENVIRONMENTS)('%s serves the coordinator on its container port, which the VPC CNI needs', (environment) => {
    for (const namespace of [ACME, POOL]) {
      const service = objectOf(environment, 'Service', namespace, 'coordinator');
      expect(service.spec['ports']).toEqual([expect.objectContaining({ port: 8080, targetPort: 8080, protocol: 'TCP' })]);
      expect(service.spec['type']).toBe('ClusterIP');
    }
    expect(kindOf(environment, 'Service').filter(({ metadata }) => metadata.namespace !== 'platform')).toHaveLength(4);
  });
});

describe('000-11 resources by agent type, requests and limits alike', () => {
  test.each([
    ['coordinator', '500m', '512Mi'],
    ['product-search', '1', '1Gi'],
    ['order-tracking', '250m', '256Mi'],
  ])('%s has %s and %s everywhere', (agent, cpu, memory) => {
    const found = everywhere
      .filter((one) => one.agent === agent)
      .map(({ environment, namespace }) => container(environment, namespace, agent).resources);
    const list = { cpu, memory, 'ephemeral-storage': '1Gi' };
    expect(found.length).toBeGreaterThanOrEqual(3);
    expect(new Set(found.map((resources) => JSON.stringify(resources)))).toEqual(
      new Set([JSON.stringify({ limits: sorted(list), requests: sorted(list) })]),
    );
  });

  // the swarm has no agent that is heavy on either: one word of its data makes one
  test.each([
    ['memory-optimized', { cpu: '1', memory: '4Gi', 'ephemeral-storage': '2Gi' }],
    ['compute-optimized', { cpu: '2', memory: '2Gi', 'ephemeral-storage': '2Gi' }],
  ] as const)('one word of the data makes an agent %s: %j', (size, list) => {
    const nodePools = { ...prod.nodePools, agents: { instanceTypes: ['m7i.2xlarge'], min: 3, max: 24 } };
    const { spec } = of(prodWithAgent('order-tracking', { size }, { nodePools }), `Deployment ${ACME}/order-tracking`);
    expect(spec.template?.spec.containers.map(({ resources }) => resources)).toEqual([{ limits: list, requests: list }]);
  });
});

describe('000-22 every container that is rendered has requests and limits of CPU, memory and disk, and they are equal', () => {
  interface Pod {
    readonly initContainers?: readonly Sized[];
    readonly containers?: readonly Sized[];
  }
  interface Sized {
    readonly name: string;
    readonly image?: string;
    readonly resources?: { readonly requests?: object; readonly limits?: object };
  }

  /** Pod templates wherever they stand: of Deployments, Rollouts, StatefulSets, CronJobs. */
  const containersIn = (value: unknown): Sized[] => {
    if (typeof value !== 'object' || value === null) return [];
    const { initContainers = [], containers = [] } = value as Pod;
    const own = [...initContainers, ...containers].filter(({ image }) => image !== undefined);
    return [...own, ...Object.entries(value).flatMap(([key, inner]) => (/ontainers$/.test(key) ? [] : containersIn(inner)))];
  };

  test.each(ENVIRONMENTS)('%s', (environment) => {
    const sized = objectsOf(environment).flatMap((object) =>
      containersIn(object.spec).map(({ name, resources }) => ({ of: `${object.kind} ${object.metadata.name} ${name}`, resources })),
    );
    // five agents and a job, the tool gateway; the bus (4) and both Redis (3 each) with what reloads and exports them
    expect(sized.map((one) => one.of.split(' ')[0]).sort()).toEqual([
      'CronJob',
      ...Array<string>(4).fill('Deployment'),
      ...Array<string>(2).fill('Rollout'),
      ...Array<string>(10).fill('StatefulSet'),
    ]);
    for (const { of: which, resources } of sized) {
      expect([which, Object.keys(resources?.requests ?? {}).sort()]).toEqual([which, ['cpu', 'ephemeral-storage', 'memory']]);
      expect([which, resources?.limits]).toEqual([which, resources?.requests]);
    }
  });

  test.each(ENVIRONMENTS)('%s says them of pods that operators make', (environment) => {
    const all = ['cpu', 'memory'];
    const given = ({ spec }: Rendered): unknown[] =>
      all.flatMap((one) =>
        ['requests', 'limits'].map((side) => (spec['resources'] as Record<string, Record<string, string>> | undefined)?.[side]?.[one]),
      );
    for (const one of given(objectOf(environment, 'Cluster', 'platform', 'postgres'))) expect(one).toEqual(expect.any(String));
    const proxy = JSON.stringify(objectOf(environment, 'EnvoyProxy', 'platform', 'llm-gateway').spec);
    expect(proxy).toContain('"resources":{"limits":{"cpu":"400m"');
  });
});

describe('000-13 no task in flight is dropped', () => {
  // 5 s preStop + p99 + 5 s margin; ack wait max(30, 1.5 × p99)
  test.each([
    ['coordinator', 13, undefined],
    ['product-search', 15, 30],
    ['order-tracking', 12, 30],
  ])('%s gets %i s from SIGTERM to SIGKILL', (agent, graceS, ackWaitS) => {
    for (const { environment, namespace } of everywhere.filter((one) => one.agent === agent)) {
      expect(pod(environment, namespace, agent).spec.terminationGracePeriodSeconds).toBe(graceS);
      expect(container(environment, namespace, agent)['lifecycle']).toEqual({ preStop: { sleep: { seconds: 5 } } });
      expect(config(environment, namespace, agent).bus['ackWaitSeconds']).toBe(ackWaitS);
    }
  });

  test.each(everywhere)(
    'F19: $environment $namespace $agent loses one pod to a drain at a time, and sick pods block nothing',
    ({ environment, namespace, agent }) => {
      expect(objectOf(environment, 'PodDisruptionBudget', namespace, agent).spec).toEqual({
        maxUnavailable: 1,
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
        selector: { matchLabels: { 'cdk8s-agents/workload': `${namespace === ACME ? 'acme' : POOL}-${agent}` } },
      });
    },
  );
});

describe('000-15 namespace per tenant', () => {
  test.each(ENVIRONMENTS)('%s holds acme at Pod Security restricted, pinned, and gives no token by default', (environment) => {
    const { labels } = objectOf(environment, 'Namespace', undefined, ACME).metadata;
    for (const mode of ['enforce', 'audit', 'warn']) {
      expect([labels[`pod-security.kubernetes.io/${mode}`], labels[`pod-security.kubernetes.io/${mode}-version`]]).toEqual([
        'restricted',
        'v1.33',
      ]);
    }
    expect(objectOf(environment, 'ServiceAccount', ACME, 'default')).toMatchObject({ automountServiceAccountToken: false });
  });
});

describe('000-16 envelope pool: agents read the tenant in the envelope, and know which members they serve', () => {
  test.each(ENVIRONMENTS)('%s tells the pool’s agents which members they serve and where to read the tenant', (environment) => {
    for (const agent of ['coordinator', 'product-search']) {
      expect(container(environment, POOL, agent).env).toContainEqual({ name: 'TENANT_ID_MODE', value: 'envelope' });
      expect(config(environment, POOL, agent)['members']).toEqual(['birch', 'cedar', 'dune']);
      expect(container(environment, ACME, agent).env).toContainEqual({ name: 'TENANT_ID_MODE', value: 'namespace' });
      expect(config(environment, ACME, agent)).not.toHaveProperty('members');
    }
  });
});

describe('000-21 rolling update', () => {
  const rolling = everywhere.filter(({ agent }) => agent !== 'coordinator');
  test.each(rolling)('$environment $namespace $agent surges a quarter and misses nothing', ({ environment, namespace, agent }) => {
    expect(objectOf(environment, 'Deployment', namespace, agent).spec.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 },
    });
  });

  // independently, by hand: pods at peak, then cores, Gi of memory and Gi of storage, each plus a tenth and rounded up
  test.each([
    ['dev', ACME, { pods: '37', cpu: '32', memory: '33Gi', storage: '41Gi' }], // 2 × 2 + 25 + 3 + 1 pods; 28.75 cores; 29.75 Gi; 37 Gi
    ['prod', ACME, { pods: '51', cpu: '46', memory: '48Gi', storage: '55Gi' }], // 2 × 2 + 38 + 3 + 1 pods; 41.75 cores; 42.75 Gi; 50 Gi
    ['dev', POOL, { pods: '49', cpu: '46', memory: '46Gi', storage: '49Gi' }], // 2 × 3 + 38 pods; 41 cores; 41 Gi
    ['prod', POOL, { pods: '49', cpu: '46', memory: '46Gi', storage: '49Gi' }],
  ])('F6: the quota of %s %s has room for every rollout at once', (environment, namespace, { pods, cpu, memory, storage }) => {
    expect(objectOf(environment, 'ResourceQuota', namespace, 'tenant').spec.hard).toMatchObject({
      pods,
      'requests.cpu': cpu,
      'limits.cpu': cpu,
      'requests.memory': memory,
      'limits.memory': memory,
      'requests.ephemeral-storage': storage,
      'limits.ephemeral-storage': storage,
    });
  });
});

describe('000-26 agents reach the bus and what they declare, and nothing else', () => {
  const EDGES: Readonly<Record<string, readonly string[]>> = {
    coordinator: [
      'kube-system/kube-dns 53/UDP 53/TCP',
      'platform/nats 4222/TCP',
      'platform/redis-state 6379/TCP',
      'platform/redis-cache 6379/TCP',
      'platform/llm-gateway 8080/TCP',
    ],
    'product-search': [
      'kube-system/kube-dns 53/UDP 53/TCP',
      'platform/nats 4222/TCP',
      'platform/redis-state 6379/TCP',
      'platform/redis-cache 6379/TCP',
      'platform/llm-gateway 8080/TCP',
    ],
    'order-tracking': ['kube-system/kube-dns 53/UDP 53/TCP', 'platform/nats 4222/TCP', 'platform/postgres-pooler 5432/TCP'],
  };
  const CALLERS: Readonly<Record<string, readonly string[]>> = {
    coordinator: ['monitoring/prometheus 9090/TCP', 'gateway/gateway 8080/TCP'],
    'product-search': ['monitoring/prometheus 9090/TCP'],
    'order-tracking': ['monitoring/prometheus 9090/TCP'],
  };
  test.each(everywhere)('F10, F22, F23, F25, F66: $environment $namespace $agent', ({ environment, namespace, agent }) => {
    const { spec } = objectOf(environment, 'NetworkPolicy', namespace, agent);
    const read = (rules: Rendered['spec']['egress'], side: 'to' | 'from') =>
      (rules ?? []).map(({ ports, ...rule }) => {
        expect(rule[side]).toHaveLength(1);
        const [peer] = rule[side] ?? [];
        const place = `${peer?.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ?? '*'}/${Object.values(peer?.podSelector?.matchLabels ?? {}).join()}`;
        return `${place} ${ports.map(({ port, protocol }) => `${port}/${protocol}`).join(' ')}`;
      });
    expect(read(spec.egress, 'to')).toEqual(EDGES[agent]);
    expect(read(spec.ingress, 'from')).toEqual(CALLERS[agent]);
    expect(spec['policyTypes']).toEqual(['Ingress', 'Egress']);
  });
});

/** `<agent> <replicas>` or `<agent> <min>-<max>`, as rendered. */
const topologyOf = (environment: string, namespace: string): string[] =>
  agentsOf(environment)
    .filter(({ metadata }) => metadata.namespace === namespace)
    .map(({ metadata: { name }, spec: { replicas } }) => {
      if (replicas !== undefined) return `${name} ${replicas}`;
      const { spec } = objectOf(environment, 'ScaledObject', namespace, name);
      return `${name} ${spec.minReplicaCount ?? '-'}-${spec.maxReplicaCount ?? '-'}`;
    })
    .sort();

describe('000-31 the topology of tenant-acme: coordinator 2, order tracking 2, product search 2 to 20 by queue depth', () => {
  test.each(['dev', 'staging'])('%s', (environment) => {
    expect(topologyOf(environment, ACME)).toEqual(['coordinator 2', 'order-tracking 2', 'product-search 2-20']);
  });

  test('prod may have 30 of product search, for its own numbers: 20 are exactly as fast as ten times the load', () => {
    expect(topologyOf('prod', ACME)).toEqual(['coordinator 2', 'order-tracking 2', 'product-search 2-30']);
  });

  test.each(ENVIRONMENTS)('%s scales it on the messages of its own consumer', (environment) => {
    expect(objectOf(environment, 'ScaledObject', ACME, 'product-search').spec).toMatchObject({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'product-search' },
      triggers: [{ type: 'nats-jetstream', metadata: { account: 'acme', consumer: 'product-search' } }, {}, {}],
    });
  });
});

describe('000-32 the topology of shared-tenants: coordinator 3, product search 3 to 30', () => {
  test.each(ENVIRONMENTS)('%s', (environment) => {
    expect(topologyOf(environment, POOL)).toEqual(['coordinator 3', 'product-search 3-30']);
  });
});

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
