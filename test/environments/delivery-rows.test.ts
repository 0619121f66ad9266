import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart, Duration, Testing } from 'cdk8s';
import { AgentDeployment } from '../../constructs/agent/agent-deployment';
import { leavesOf } from './leaves';
import { agentsOf, ENVIRONMENTS, filesOf, kindOf, objectOf, objectsOf, type Rendered, textOf, workloadOf } from './rendered';

/** Rows of batch, tiers and delivery, and what the document leaves open, read from what is committed under dist/. */

const ACME = 'tenant-acme';
const POOL = 'shared-tenants';
const ROOT = join(__dirname, '..', '..');
const TENANTS = [ACME, POOL] as const;

describe('000-08 agents by one call, and plain YAML instead of a chart', () => {
  test('one call with an image and a task is an agent: what runs it, who it is, what it reads, whom it reaches, and what a drain leaves', () => {
    const chart = new Chart(new App(), 'search', { namespace: ACME });
    new AgentDeployment(chart, 'Search', {
      image: `registry.example.com/agents/search:2.4.1@sha256:${'a'.repeat(64)}`,
      task: { p99: Duration.seconds(5) },
    });
    const kinds = (Testing.synth(chart) as Rendered[]).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(kinds.sort()).toEqual([
      'ConfigMap search-config',
      'Deployment search',
      'NetworkPolicy search',
      'PodDisruptionBudget search',
      'ServiceAccount search',
    ]);
  });

  /** What asks for something only when it runs, and who fills it in. */
  const FILLED_IN: Readonly<Record<string, RegExp>> = {
    'Argo Rollouts': /^AnalysisTemplate [^ ]+ spec\.metrics\.[^ ]+\.provider\.prometheus\.query$/,
    Grafana: /^ConfigMap [^ ]+\/tenant-dashboard data\.[\w.-]+\.json$/,
    'External Secrets': /^ExternalSecret platform\/[^ ]+ spec\.target\.template\.data\.[\w.]+$/,
    Prometheus: /^PrometheusRule [^ ]+ spec\.groups\.[^ ]+\.rules\.[^ ]+\.annotations\.(description|summary)$/,
  };

  test.each(ENVIRONMENTS)('%s has nothing that a chart would still have to fill in', (environment) => {
    const files = Object.fromEntries(filesOf(environment).map((file) => [file, textOf(environment, file)]));
    const open = [...leavesOf(files, environment)].filter(([, value]) => /\{\{|\$\{/.test(value)).map(([place]) => place);
    expect(open.filter((place) => !Object.values(FILLED_IN).some((known) => known.test(place)))).toEqual([]);
    for (const known of Object.values(FILLED_IN)) expect(open.some((place) => known.test(place))).toBe(true);
    expect(filesOf(environment).filter((file) => !file.endsWith('.yaml') || /Chart|values|templates/.test(file))).toEqual([]);
  });
});

describe('000-09 the monolith is rejected: every agent has a workload of its own, and all that belongs to one', () => {
  test('the decision says what was rejected and what holds instead', () => {
    const decision = readFileSync(join(ROOT, 'docs', 'decisions', '0001-one-workload-per-agent.md'), 'utf8');
    expect(decision).toMatch(/^# One workload per agent, no monolith$/m);
    expect(decision).toMatch(/\*\*Rejected: one service that holds all agents\*\*\./);
  });

  test.each(ENVIRONMENTS)('%s: image, selector, account, policy and disruption budget are of one agent each', (environment) => {
    for (const namespace of TENANTS) {
      const agents = agentsOf(environment).filter(({ metadata }) => metadata.namespace === namespace);
      expect(agents.length).toBeGreaterThanOrEqual(2);
      const own = {
        image: agents.map(({ spec }) => spec.template?.spec.containers.map(({ image }) => image).join()),
        selector: agents.map(({ spec }) => JSON.stringify(spec['selector'])),
        account: agents.map(({ spec }) => spec.template?.spec['serviceAccountName']),
        policy: agents.map(({ metadata }) =>
          JSON.stringify(objectOf(environment, 'NetworkPolicy', namespace, metadata.name).spec['podSelector']),
        ),
        budget: agents.map(({ metadata }) =>
          JSON.stringify(objectOf(environment, 'PodDisruptionBudget', namespace, metadata.name).spec['selector']),
        ),
      };
      for (const [what, values] of Object.entries(own)) expect([what, new Set(values).size]).toEqual([what, agents.length]);
      expect(own.budget).toEqual(own.selector);
      expect(own.policy).toEqual(own.selector);
    }
  });
});

describe('000-14 batch: the nightly report', () => {
  test.each(ENVIRONMENTS)('%s runs it at 02:00 of the tenant’s time, once, bounded, where nodes may be taken away', (environment) => {
    expect(objectOf(environment, 'CronJob', ACME, 'nightly-report').spec).toMatchObject({
      schedule: '0 2 * * *',
      timeZone: 'America/New_York',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      jobTemplate: {
        spec: {
          // three attempts of an hour fit between two runs
          activeDeadlineSeconds: expect.any(Number) as number,
          backoffLimit: 2,
          podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
          template: {
            spec: {
              restartPolicy: 'Never',
              priorityClassName: 'tenant-batch',
              terminationGracePeriodSeconds: 110,
              tolerations: [{ key: 'cdk8s-agents/pool', operator: 'Equal', value: 'batch', effect: 'NoSchedule' }],
            },
          },
        },
      },
    });
    const { activeDeadlineSeconds } = (
      objectOf(environment, 'CronJob', ACME, 'nightly-report').spec['jobTemplate'] as { spec: { activeDeadlineSeconds: number } }
    ).spec;
    expect(activeDeadlineSeconds).toBeGreaterThanOrEqual(3 * 3600);
    expect(activeDeadlineSeconds).toBeLessThan(86_400);
  });

  test.each(ENVIRONMENTS)('%s has room for it in the quota, and for the jobs that it keeps', (environment) => {
    // one that runs, three that succeeded, three that failed; a tenth more
    expect(objectOf(environment, 'ResourceQuota', ACME, 'tenant').spec.hard).toMatchObject({
      'count/cronjobs.batch': '2',
      'count/jobs.batch': '8',
    });
    expect(objectOf(environment, 'ResourceQuota', POOL, 'tenant').spec.hard).toMatchObject({
      'count/cronjobs.batch': '0',
      'count/jobs.batch': '0',
    });
  });

  test('000-04, F17: it costs nothing while it does not run, and nobody who is waited for is scaled to zero', () => {
    expect(agentsOf('prod').map(({ metadata }) => metadata.name)).not.toContain('nightly-report');
    expect(kindOf('prod', 'ScaledObject').every(({ spec }) => (spec.minReplicaCount ?? 0) >= 1)).toBe(true);
  });
});

describe('000-17 hybrid: both tiers in one environment (rendered; graduation plan later)', () => {
  test.each(ENVIRONMENTS)('%s has a tenant of its own and a pool, of the same agents, under the same rules', (environment) => {
    for (const agent of ['coordinator', 'product-search']) {
      const [own, shared] = TENANTS.map((namespace) => workloadOf(environment, namespace, agent).spec.template?.spec.containers[0]?.image);
      expect(own).toBe(shared);
    }
    for (const namespace of TENANTS) {
      expect(objectOf(environment, 'NetworkPolicy', namespace, 'default-deny').spec['policyTypes']).toEqual(['Ingress', 'Egress']);
      expect(objectOf(environment, 'Namespace', undefined, namespace).metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
        'restricted',
      );
    }
  });
});

describe('000-27 delivery by GitOps', () => {
  const kustomizations = (environment: string) =>
    filesOf(environment, 'delivery/bootstrap').flatMap((file) =>
      textOf(environment, file)
        .split(/^---$/m)
        .filter((text) => /^kind: Kustomization$/m.test(text) && text.includes('kustomize.toolkit.fluxcd.io')),
    );

  test.each(ENVIRONMENTS)('F68: %s has a stage for each namespace, and each has an identity, a timeout, and waits', (environment) => {
    const stages = kustomizations(environment);
    expect(stages.map((text) => /^ {2}name: (\S+)$/m.exec(text)?.[1]).sort()).toEqual(
      ['cluster', 'namespaces', 'platform', POOL, ACME].map((stage) => `swarm-${stage}`).sort(),
    );
    for (const text of stages) {
      expect(text).toMatch(/^ {2}serviceAccountName: swarm-/m);
      expect(text).toMatch(/^ {2}timeout: \d+[ms]/m);
      expect(text).toMatch(/^ {2}wait: true$/m);
      expect(text).toMatch(/^ {2}force: false$/m);
      // nothing is substituted, so that nothing written as ${…} is blanked
      expect(text).not.toContain('postBuild');
    }
  });

  test.each(ENVIRONMENTS)('%s applies the cluster before the namespaces, these before the platform, and tenants last', (environment) => {
    const after = (stage: string): string[] => {
      const text = kustomizations(environment).find((one) => one.includes(`  name: swarm-${stage}\n`)) ?? '';
      const [, list = ''] = /^ {2}dependsOn:\n((?: {4}.*\n)+)/m.exec(text) ?? [];
      return [...list.matchAll(/name: swarm-(\S+)/g)].map(([, name]) => name ?? '');
    };
    expect(after('cluster')).toEqual([]);
    expect(after('namespaces')).toContain('cluster');
    expect(after('platform')).toContain('namespaces');
    for (const namespace of TENANTS) expect(after(namespace)).toContain('platform');
  });
});

test.each(ENVIRONMENTS)('F67: %s renders no volume that somebody else’s claim could take, and tenants may claim none', (environment) => {
  expect(kindOf(environment, 'PersistentVolume')).toEqual([]);
  for (const namespace of TENANTS)
    expect(objectOf(environment, 'ResourceQuota', namespace, 'tenant').spec.hard).toMatchObject({ persistentvolumeclaims: '0' });
});

test.each(ENVIRONMENTS)('F73: %s passes no secret through an environment variable', (environment) => {
  const text = JSON.stringify(objectsOf(environment));
  expect(text).not.toContain('secretKeyRef');
  expect(text).not.toContain('"envFrom"');
  expect(text).toContain('"secretName"');
});
