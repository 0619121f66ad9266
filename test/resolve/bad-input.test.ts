import { stringify } from 'yaml';
import type { SharedPoolSpec, TenantSpec } from '../../src/features/tenancy/spec';
import { joinDataFiles } from '../../src/resolve/data-file';
import { ABSENT, changed, found, ORDERS, problemsOf, SEARCH, valid } from './fixture';

const O = 'tenants.birch.agents.orders';
const image = (name: string, rest = `:1.0@sha256:${'a'.repeat(64)}`): string => `registry.example.com/shop/${name}${rest}`;
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });

/** What is changed below the agent `orders`, and every problem that follows. Each can be written in JSON. */
const OF_AN_AGENT: readonly (readonly [string, string, unknown, readonly string[]])[] = [
  ['a number where text is wanted', 'resources', { cpu: 2, memory: '1Gi', ephemeralStorage: '1Gi' }, [`${O}.resources.cpu: wrong-type`]],
  ['text where a number is wanted', 'replicas', '2', [`${O}.replicas: wrong-type`]],
  ['null', 'replicas', null, [`${O}.replicas: wrong-type`]],
  ['null for an object', 'task', null, [`${O}.task: wrong-type`]],
  ['a list for an object', 'task', [], [`${O}.task: wrong-type`]],
  ['an object for a list', 'needs', {}, [`${O}.needs: wrong-type`]],
  ['null in a list', 'publishes', [null], [`${O}.publishes[0]: wrong-type`]],
  ['text where true or false is wanted', 'interactive', 'yes', [`${O}.interactive: wrong-type`]],
  ['a number where true or false is wanted', 'interactive', 1, [`${O}.interactive: wrong-type`]],
  ['a fraction', 'replicas', 1.5, [`${O}.replicas: whole-number`]],
  ['a misspelt key', 'replica', 2, [`${O}.replica: unknown-key`]],
  ['a misspelt key, whose absence is then no problem', 'need', ['bus'], [`${O}.need: unknown-key`]],
  ['another case', 'Replicas', 2, [`${O}.Replicas: unknown-key`]],
  ['the prototype', '__proto__', { replicas: 9 }, [`${O}.__proto__: prototype-key`]],
  ['the constructor', 'constructor', {}, [`${O}.constructor: prototype-key`]],
  ['the prototype in settings', 'settings', JSON.parse('{"a": {"__proto__": {"x": 1}}}'), [`${O}.settings.a.__proto__: prototype-key`]],
  ['settings nested 9 deep', 'settings', deep(9), [`${O}.settings.a.a.a.a.a.a.a.a: too-large`]],
  ['a text of 1025 characters', 'image', 'a'.repeat(1025), [`${O}.image: too-large`]],
  ['an unknown word', 'size', 'smal', [`${O}.size: unknown-value`]],
  ['an unknown dependency', 'needs', ['buss'], [`${O}.needs[0]: unknown-value`]],
  ['an unknown caller', 'servesTo', ['everyone'], [`${O}.servesTo[0]: unknown-value`]],
  ['a required key left out', 'task', { p99: '1s' }, [`${O}.task.p50: missing-key`]],
  ...['1.1.M', '0.1mi', '1i', ' 1', '1 ', '-1', '0', '1e-400', '128m', '1GB', '4 Gi', '99999999999999999999'].map(
    (memory) =>
      [
        `memory ${JSON.stringify(memory)}`,
        'resources',
        { cpu: '1', memory, ephemeralStorage: '1Gi' },
        [`${O}.resources.memory: quantity`],
      ] as const,
  ),
  ['CPU finer than a millicore', 'resources', { cpu: '0.0001', memory: '1Gi', ephemeralStorage: '1Gi' }, [`${O}.resources.cpu: quantity`]],
  ...['25', '-5%', '150%', '2.5%', ' 25%'].map(
    (maxSurge) =>
      [`surge ${JSON.stringify(maxSurge)}`, 'rollout', { kind: 'rolling', maxSurge }, [`${O}.rollout.maxSurge: pod-share`]] as const,
  ),
  [
    'no surge and nothing unavailable',
    'rollout',
    { kind: 'rolling', maxSurge: '0%', maxUnavailable: '0%' },
    [`${O}.rollout: rolling-update`],
  ],
  ['a million pods of surge', 'rollout', { kind: 'rolling', maxSurge: 1_000_000 }, [`${O}.rollout.maxSurge: whole-number`]],
  ...[
    '203.0.113.1/24',
    '0.0.0.0/0',
    '::ffff:10.0.0.0/104',
    '010.0.0.0/8',
    '169.254.169.254/32',
    '127.0.0.0/8',
    '224.0.0.0/4',
    'example.com',
  ].map((cidr) => [`range ${cidr}`, 'hosts', [{ cidrs: [cidr] }], [`${O}.hosts[0].cidrs[0]: cidr`]] as const),
  ...[0, 65_536, -1].map(
    (port) => [`port ${port}`, 'hosts', [{ cidrs: ['203.0.113.0/24'], port }], [`${O}.hosts[0].port: whole-number`]] as const,
  ),
  ['an image without digest', 'image', image('orders', ':1.0'), [`${O}.image: image-pinned`]],
  ['an image without tag', 'image', image('orders', `@sha256:${'a'.repeat(64)}`), [`${O}.image: image-pinned`]],
  ['an image of latest', 'image', image('orders', `:latest@sha256:${'a'.repeat(64)}`), [`${O}.image: image-pinned`]],
  ['an image in upper case', 'image', image('Orders'), [`${O}.image: image-pinned`]],
  ['a digest one digit short', 'image', image('orders', `:1.0@sha256:${'a'.repeat(63)}`), [`${O}.image: image-pinned`]],
  ['an image of another registry', 'image', `evil.example.com/shop/orders:1.0@sha256:${'a'.repeat(64)}`, [`${O}.image: image-registry`]],
  ...['30', '1h30', '-1s', '99999999h', ''].map(
    (p99) => [`duration ${JSON.stringify(p99)}`, 'task', { p50: '1ms', p99 }, [`${O}.task.p99: duration`]] as const,
  ),
  ['a subject with a space', 'publishes', ['a b'], [`${O}.publishes[0]: subject`, `${O}.needs: needs-bus`]],
  ['a subject with > in the middle', 'publishes', ['a.>.b'], [`${O}.publishes[0]: subject`, `${O}.needs: needs-bus`]],
  ['a token', 'settings', { list: ['ghp_abcdefghijklmnopqrstuvwxyz0123456789'] }, [`${O}.settings.list.0: literal-secret`]],
  ['a password', 'settings', { password: 'hunter2' }, [`${O}.settings.password: literal-secret`]],
  ['a settings key of two lines', 'settings', { 'a\nb': 1 }, [`${O}.settings['a\\u000ab']: wrong-type`]],
];

describe('bad input', () => {
  test.each(OF_AN_AGENT)('fails as a value: %s', (_, key, value, expected) => {
    expect(found(changed({ [`${ORDERS}.${key}`]: value }))).toEqual(expected);
  });

  test.each(OF_AN_AGENT)('fails as a data file, with its line: %s', (_, key, value, expected) => {
    const [acme, birch] = changed({ [`${ORDERS}.${key}`]: value }).tenants;
    const { spec, sources } = joinDataFiles({ ...valid(), tenants: acme === undefined ? [] : [acme] }, [
      { file: 'birch.json', text: JSON.stringify(birch, null, 2) },
    ]);
    const problems = problemsOf(spec, sources);
    expect(problems.map(({ place, rule }) => `${place}: ${rule}`)).toEqual(expected);
    const lines = JSON.stringify(birch, null, 2).split('\n');
    // the agent's own line, or one below it
    const first = lines.findIndex((line) => line.includes('"orders": {')) + 1;
    for (const { source } of problems) {
      expect(source?.file).toBe('birch.json');
      expect(source?.line).toBeGreaterThanOrEqual(first);
    }
  });

  class Instance {
    public readonly p50 = '1s';
    public readonly p99 = '1s';
  }
  const sparse: string[] = Object.assign(new Array<string>(2), { 1: 'a.b' });
  test.each([
    ['NaN', 'replicas', NaN, [`${O}.replicas: wrong-type`]],
    ['Infinity', 'replicas', Infinity, [`${O}.replicas: wrong-type`]],
    ['-0', 'replicas', -0, [`${O}.replicas: wrong-type`]],
    ['a BigInt', 'replicas', 2n, [`${O}.replicas: wrong-type`]],
    ['a Date', 'task', new Date(0), [`${O}.task: wrong-type`]],
    ['a function', 'image', () => 'x', [`${O}.image: wrong-type`]],
    ['an instance of a class', 'task', new Instance(), [`${O}.task: wrong-type`]],
    ['a Map', 'settings', new Map([['a', 1]]), [`${O}.settings: wrong-type`]],
    ['a gap in a list', 'publishes', sparse, [`${O}.publishes[0]: wrong-type`, `${O}.needs: needs-bus`]],
    ['a symbol', 'image', Symbol('x'), [`${O}.image: wrong-type`]],
    ['a function in settings', 'settings', { a: () => 1 }, [`${O}.settings.a: wrong-type`]],
    ['undefined in settings', 'settings', { a: undefined }, [`${O}.settings.a: wrong-type`]],
    ['a text of a million characters', 'image', 'a'.repeat(2 ** 20), [`${O}.image: too-large`]],
    ['half a character', 'image', '\ud800', [`${O}.image: wrong-type`]],
  ])('fails what JSON cannot say: %s', (_, key, value, expected) => {
    expect(found(changed({ [`${ORDERS}.${key}`]: value }))).toEqual(expected);
  });

  test('fails a getter, which could answer differently each time', () => {
    const spec = valid();
    Object.defineProperty(spec, 'overcommit', { enumerable: true, get: () => 1 });
    expect(found(spec)).toEqual(['overcommit: wrong-type']);
  });

  test('fails settings that contain themselves, in bounded time', () => {
    const settings: Record<string, unknown> = {};
    for (let index = 0; index < 100; index++) settings[`k${index}`] = settings;
    expect(found(changed({ [`${ORDERS}.settings`]: settings })).length).toBeGreaterThan(0);
  });

  test.each([
    '',
    'Acme',
    '1acme',
    '-acme',
    'acme-',
    'a--b',
    'a.b',
    'a_b',
    ' acme',
    'a b',
    'acmе',
    'a\u200bb',
    'a\u202eb',
    'a\0',
    'a\n---\nkind: ClusterRoleBinding',
    '../acme',
    '*',
    '>',
    '$',
    '${x}',
    '%{x}',
    '{{x}}',
    '`id`',
    '$(id)',
    'kube-system',
    'default',
    'system',
    'openshift-x',
    'platform',
    'no',
    'null',
    'a'.repeat(31),
  ])('fails the id %j of a tenant, an agent and a member', (id) => {
    const rule = /^(id|id-reserved|id-ambiguous|control-character)$/;
    const { agents } = valid().tenants[1] ?? {};
    for (const spec of [
      changed({ 'tenants.1.id': id }),
      changed({ 'tenants.1.agents': { [id]: agents?.['orders'] } }),
      changed({ 'pools.0.members.0.id': id }),
    ]) {
      const problems = problemsOf(spec);
      expect(problems.map((problem) => rule.test(problem.rule))).toEqual([true]);
      // a hostile id cannot forge a line of the message
      expect(problems.map(({ place, problem }) => /^[\x20-\x7e…]+$/.test(place + problem))).toEqual([true]);
    }
  });

  test.each([
    '* * * *',
    '* * * * * *',
    '@every 1h',
    '60 * * * *',
    '0 60 * * *',
    '0 0 * XYZ *',
    'TZ=UTC 0 0 * * *',
    'CRON_TZ=UTC 0 0 * * *',
    '0 0 30 2 *',
    '0 0 * * 8',
  ])('fails the schedule %j', (start) => {
    expect(found(changed({ 'profiles.sale.start': start }))).toEqual(['profiles.sale.start: cron']);
  });

  test.each([
    [{ 'profiles.sale.timeZone': 'EST' }, ['profiles.sale.timeZone: time-zone']],
    [{ 'profiles.sale.timeZone': 'Mars/Olympus' }, ['profiles.sale.timeZone: time-zone']],
    [{ 'target.kubernetes': 1.33 }, ['target.kubernetes: wrong-type']],
    [{ 'target.kubernets': '1.33' }, ['target.kubernets: unknown-key']],
    [{ target: ABSENT }, ['target: missing-key']],
    [{ tenants: 'acme' }, ['tenants: wrong-type']],
    [{ 'tenants.1': null }, ['tenants[1]: wrong-type']],
    [{ 'tenants.1.tier': 'cluster' }, ['tenants.birch.tier: unknown-value']],
    [{ 'tenants.1.owner': 'team acme' }, ['tenants.birch.owner: owner']],
    [{ 'tenants.1.owner': 'yes' }, ['tenants.birch.owner: owner']],
    [{ 'tenants.1.email': 'Team <team@example.com>' }, ['tenants.birch.email: email']],
    [{ 'tenants.1.email': 'a@b@example.com' }, ['tenants.birch.email: email']],
    [{ 'tenants.1.members': [] }, ['tenants.birch.members: unknown-key']],
    [{ regions: ['us-west'] }, ['regions[0]: aws-region']],
    [{ regions: ['../us-west-2'] }, ['regions[0]: aws-region']],
    [{ registries: ['https://registry.example.com'] }, ['registries[0]: registry']],
    [{ registries: ['registry.example.com', 'a b'] }, ['registries[1]: registry']],
    [{ registries: ['registry.example.com', 7] }, ['registries[1]: wrong-type']],
    [{ labelDomain: 'Example.com' }, ['labelDomain: label-domain']],
    [{ labelDomain: 'x.kubernetes.io' }, ['labelDomain: label-domain']],
    [{ system: '../x' }, ['system: id']],
    [{ name: 7 }, ['name: wrong-type']],
    [{ nodePools: [] }, ['nodePools: wrong-type']],
    [{ 'nodePools.agents.min': '3' }, ['nodePools.agents.min: wrong-type']],
    [{ 'nodePools.agents.instanceTypes': [] }, ['nodePools.agents.instanceTypes: instance-types']],
    [
      { scale: { acme: { search: { replicas: 2, min: 1 } } } },
      ['scale.acme.search.min: unknown-key', 'scale.acme.search.replicas: scale-kind'],
    ],
    [{ 'tenants.0.quota': { cpu: '100', memory: '100Gi', ephemeralStorage: '100Gi' } }, ['tenants.acme.quota.pods: missing-key']],
    [{ 'tenants.0.quota': { cpu: '100', memory: '100GB', ephemeralStorage: '100Gi', pods: 99 } }, ['tenants.acme.quota.memory: quantity']],
    [{ [`${SEARCH}.consumes.stream`]: 'a.b' }, ['tenants.acme.agents.search.consumes.stream: jetstream-name']],
    [{ [`${SEARCH}.consumes.subjects`]: [] }, ['tenants.acme.agents.search.consumes.subjects: subject']],
    [{ [`${SEARCH}.consumes.subjects`]: ABSENT }, ['tenants.acme.agents.search.consumes.subjects: missing-key']],
    [{ [`${SEARCH}.scaling.max`]: '30' }, ['tenants.acme.agents.search.scaling.max: wrong-type']],
    [{ [`${SEARCH}.consumes`]: 'tasks.>' }, ['tenants.acme.agents.search.consumes: wrong-type']],
  ] as [Record<string, unknown>, string[]][])('fails %j', (changes, expected) => {
    const registryRows = (row: string): boolean => !row.endsWith('image-registry');
    expect(found(changed(changes)).filter(registryRows)).toEqual(expected);
  });

  test.each([[undefined], [null], ['x'], [7], [[]], [() => 1]])('fails %p as an environment', (spec) => {
    expect(problemsOf(spec).map(({ rule }) => rule)).toEqual(['wrong-type']);
  });

  test('a pool may come from YAML, and its members are read', () => {
    const pool: SharedPoolSpec | undefined = valid().pools?.[0];
    const { spec, sources } = joinDataFiles(changed({ pools: ABSENT }), [
      { file: 'shared.yaml', text: stringify({ ...pool, members: [{ id: 'acme' }] }) },
    ]);
    expect(problemsOf(spec, sources)).toMatchObject([
      { place: 'pools.shared.members[0].id', rule: 'both-tiers', source: { file: 'shared.yaml', line: 4 } },
    ]);
  });

  test('a tenant in a file that cannot be read is not missed by the scale of the environment', () => {
    const tenants: readonly TenantSpec[] = valid().tenants;
    const { spec, sources } = joinDataFiles({ ...valid(), tenants: tenants.slice(1), scale: { acme: { chat: { replicas: 3 } } } }, [
      { file: 'acme.yaml', text: 'id: acme\nid: acme\n' },
    ]);
    expect(problemsOf(changed({ overcommit: 11 }, spec), sources)).toMatchObject([
      { rule: 'data-file', source: { file: 'acme.yaml', line: 2 } },
      { rule: 'overcommit' },
    ]);
  });
});
