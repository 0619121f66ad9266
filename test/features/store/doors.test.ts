import { App, Chart, Testing } from 'cdk8s';
import { planned } from '../../../constructs/kinds/planned';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { RedisAcl } from '../../../constructs/store/redis-acl';
import { RedisInstance } from '../../../constructs/store/redis-instance';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import { changed, problemsOf } from '../../resolve/fixture';
import { image, withServices } from '../../resolve/services-fixture';

/** The state that tenants share, in the words of neither door; one tenant uses it, with 3 pods at its rollout peak. */
interface State {
  readonly image: string;
  readonly exporterImage: string;
  readonly issuer: string;
  readonly release: string;
  readonly secretStore: string;
  readonly cpu: string;
  readonly memory: string;
  readonly disk: string;
  readonly storageClass: string;
  readonly share: string;
  readonly pool: number;
}

const STATE: State = {
  image: image('redis-of-choice'),
  exporterImage: image('exporter-of-choice'),
  issuer: 'issuer-of-choice',
  release: '7.2',
  secretStore: 'store-of-choice',
  cpu: '3',
  memory: '6Gi',
  disk: '12345Mi',
  storageClass: 'class-of-choice',
  share: '77Mi',
  pool: 7,
};

function asSpec({ cpu, memory, share, pool, secretStore, issuer, ...server }: State): EnvironmentSpec {
  const redis = {
    ...server,
    connectionsPerPod: pool,
    state: { resources: { cpu, memory, ephemeralStorage: '1Gi' }, memoryPerTenant: share },
    cache: { size: 'large' },
  };
  return changed(
    {
      'services.redis': redis,
      'services.secretStore': secretStore,
      'services.certificateIssuer': issuer,
      labelDomain: 'agents.example.com',
    },
    withServices(),
  );
}

function chartOf(): Chart {
  return new Chart(new App(), 'redis-state', { labels: { owner: 'team-platform' } });
}

function users(chart: Chart, { release, secretStore }: State): RedisAcl {
  return new RedisAcl(chart, 'Users', {
    role: 'state',
    release,
    users: [{ name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'shop/prod/tenant-acme/memory' }],
    operatorsRemoteKey: 'shop/prod/platform/redis-state',
    secretStore,
  });
}

function server(chart: Chart, { cpu, memory, share, pool, release: _, secretStore: __, ...rest }: State): RedisInstance {
  return new RedisInstance(chart, 'Redis', {
    ...rest,
    role: 'state',
    resources: AgentResources.of({ cpu, memory, ephemeralStorage: '1Gi' }),
    budgets: [{ name: 'acme', memory: share }],
    clients: [{ peakPods: 3, pool }],
    labelDomain: 'agents.example.com',
  });
}

const textOf = ({ rule, problem, fix }: Problem): string => `${rule}: ${problem}; ${fix}`;
const once = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

function problemsOfProps(state: State): string[] {
  return [users, server].flatMap((build) => {
    try {
      build(chartOf(), state);
      return [];
    } catch (error) {
      if (error instanceof InvalidInputError) return error.problems.map(textOf);
      throw error;
    }
  });
}

const BAD: readonly (readonly [string, Partial<State>, string])[] = [
  ['an image by tag alone', { image: 'registry.example.com/shop/redis:7.4' }, 'image-pinned'],
  ['an exporter by tag alone', { exporterImage: 'exporter' }, 'image-pinned'],
  ['an issuer that is no name', { issuer: 'My issuer' }, 'dns-label'],
  ['an issuer with a dot', { issuer: 'a.b' }, 'dns-label'],
  ['a secret store that is no name', { secretStore: 'A' }, 'dns-label'],
  ['a release that is not known', { release: '6.2' }, 'memory-version'],
  ['processors without a number', { cpu: 'two' }, 'quantity'],
  ['memory in thousandths', { memory: '128m' }, 'quantity'],
  ['a disk without a unit', { disk: '8' }, 'quantity'],
  ['a class that is no name', { storageClass: 'GP 3' }, 'name'],
  ['a share without a unit', { share: 'much' }, 'quantity'],
  ['a share above the memory', { share: '4Gi' }, 'memory-budgets'],
  ['more connections than it takes', { pool: 1500 }, 'memory-clients'],
  // 0.65 of 6144Mi is 3993Mi
  ['a disk that does not hold the file while it is rewritten', { disk: '11978Mi' }, 'memory-disk'],
];

test.each(BAD)('both doors refuse %s with the same rule, problem and fix', (_, change, rule) => {
  const state = { ...STATE, ...change };
  const ofSpec = once(problemsOf(asSpec(state)).map(textOf));
  expect(ofSpec).toEqual(once(problemsOfProps(state)));
  expect(ofSpec.map((text) => text.split(':')[0])).toEqual([rule]);
});

test('both doors refuse several at once', () => {
  const state = { ...STATE, image: 'redis', release: '6', share: '4Gi', pool: 1500, disk: '11978Mi' };
  const ofSpec = once(problemsOf(asSpec(state)).map(textOf));
  expect(ofSpec).toEqual(once(problemsOfProps(state)));
  expect(ofSpec).toHaveLength(5);
});

test('nothing is said of sums while something is wrong with a tenant, or with what is summed', () => {
  const tooMany = asSpec({ ...STATE, share: '4Gi', pool: 1500 });
  expect(problemsOf(changed({ 'tenants.1.owner': '' }, tooMany)).map(({ place }) => place)).toEqual(['tenants.birch.owner']);
  const unread = changed({ 'services.redis.connectionsPerPod': 'many', 'services.redis.state.memoryPerTenant': 4 }, tooMany);
  expect(problemsOf(unread).map(({ rule }) => rule)).toEqual(['wrong-type', 'wrong-type']);
  const memory = changed({ 'services.redis.state.resources.memory': '4GB' }, tooMany);
  expect(once(problemsOf(memory).map(({ rule }) => rule))).toEqual(['memory-clients', 'quantity']);
});

describe('both doors render the same', () => {
  const { services } = resolve(asSpec(STATE));
  const { instance, acl } = services?.redis?.shared.state ?? {};
  const ofSpec = chartOf();
  new RedisAcl(ofSpec, 'Users', planned(acl ?? {}));
  new RedisInstance(ofSpec, 'Redis', planned(instance ?? {}));
  const ofProps = chartOf();
  users(ofProps, STATE);
  server(ofProps, STATE);
  const objects = Testing.synth(ofSpec) as { kind: string; metadata: { name: string }; spec: unknown; data?: Record<string, string> }[];
  const the = (kind: string, name = 'redis-state') => objects.find((object) => object.kind === kind && object.metadata.name === name);

  test('objects', () => {
    expect(objects).toEqual(Testing.synth(ofProps));
  });

  test('with every value that is written', () => {
    const storage = {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: STATE.disk } },
      storageClassName: STATE.storageClass,
    };
    const limits = { cpu: STATE.cpu, memory: STATE.memory, 'ephemeral-storage': '1Gi' };
    expect(the('StatefulSet')?.spec).toMatchObject({
      template: {
        spec: { containers: [{ image: STATE.image, resources: { limits } }, { image: STATE.image }, { image: STATE.exporterImage }] },
      },
      volumeClaimTemplates: [{ spec: storage }],
    });
    expect(the('ConfigMap', 'redis-state-config')?.data?.['redis.conf']).toContain(`\nmaxmemory ${3993 * 2 ** 20}\n`);
    expect(the('Certificate')?.spec).toMatchObject({ issuerRef: { name: STATE.issuer } });
    expect(JSON.stringify(the('NetworkPolicy')?.spec)).toContain('"agents.example.com/tenant"');
    expect(the('ExternalSecret', 'redis-state-acl')?.spec).toMatchObject({
      secretStoreRef: { name: STATE.secretStore },
      data: expect.arrayContaining([
        { secretKey: 'acme', remoteRef: { key: 'shop/prod/tenant-acme/memory', property: 'password' } },
        { secretKey: 'platform__probe', remoteRef: { key: 'shop/prod/platform/redis-state', property: 'probe' } },
      ]) as unknown,
    });
    expect([instance?.promisedBytes, instance?.connections]).toEqual([77 * 2 ** 20, 21]);
  });
});
