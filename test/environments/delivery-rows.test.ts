import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentsOf, ENVIRONMENTS, filesOf, kindOf, objectOf, objectsOf, textOf, workloadOf } from './rendered';

/** Rows of batch, tiers and delivery, and what the document leaves open, read from what is committed under dist/. */

const ACME = 'tenant-acme';
const POOL = 'shared-tenants';
const ROOT = join(__dirname, '..', '..');
const TENANTS = [ACME, POOL] as const;

describe('000-08 agents by one call, and plain YAML instead of a chart', () => {
  test.each(ENVIRONMENTS)('%s has nothing that a chart would still have to fill in', (environment) => {
    // those that analyses, External Secrets, Prometheus and Grafana fill in
    const templates = ['AnalysisTemplate', 'ExternalSecret', 'PrometheusRule'];
    const left = objectsOf(environment).filter(
      ({ kind, ...object }) =>
        !templates.includes(kind) && object.metadata.name !== 'tenant-dashboard' && JSON.stringify(object).includes('{{'),
    );
    expect(left.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  });

  test('the README shows a path over plain YAML', () => {
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toMatch(/delivery: \{ engine: 'flux'/);
  });
});

test('000-09 the monolith is rejected: a decision is recorded, and every agent has a workload and an image of its own', () => {
  expect(existsSync(join(ROOT, 'docs', 'decisions', '0001-one-workload-per-agent.md'))).toBe(true);
  for (const namespace of TENANTS) {
    const images = agentsOf('prod')
      .filter(({ metadata }) => metadata.namespace === namespace)
      .map(({ spec }) => spec.template?.spec.containers.map(({ image }) => image).join());
    expect(images.length).toBeGreaterThanOrEqual(2);
    expect(new Set(images).size).toBe(images.length);
  }
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
      // F79: nothing is substituted, so that nothing written as ${…} is blanked
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
