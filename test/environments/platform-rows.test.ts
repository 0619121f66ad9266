import { agentsOf, configTextOf, ENVIRONMENTS, kindOf, objectOf, objectsOf, type Rendered } from './rendered';

/** Rows of the swarm's requirements that the shared services answer, each read from what is committed under dist/. */

const PLATFORM = 'platform';
const TENANTS = ['acme', 'shared-tenants'] as const;
const MEMBERS = ['birch', 'cedar', 'dune'] as const;

const inPlatform = ({ metadata }: Rendered): boolean => metadata.namespace === PLATFORM;
const nameOf = ({ metadata }: Rendered): string => metadata.name;

/** What each bus user may publish to and subscribe to, by account and user, as the rendered file says it. */
function busUsers(environment: string): Map<string, { readonly publish: string[]; readonly subscribe: string[] }> {
  const text = objectOf(environment, 'ConfigMap', PLATFORM, 'nats-config').data?.['accounts.conf'] ?? '';
  const users = new Map<string, { publish: string[]; subscribe: string[] }>();
  let [account, user, side]: [string, string, 'publish' | 'subscribe'] = ['', '', 'publish'];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    // accounts stand at the second level, comments that name a user right before its brace
    account = /^ {2}"?([\w-]+)"? \{$/.exec(line)?.[1] ?? account;
    if (/^ {6}# /.test(line)) user = trimmed.slice(2);
    if (trimmed === 'publish {' || trimmed === 'subscribe {') side = trimmed === 'publish {' ? 'publish' : 'subscribe';
    const subject = /^ {12,}"(.+)"$/.exec(line)?.[1];
    if (subject === undefined) continue;
    const grants = users.get(`${account}/${user}`) ?? { publish: [], subscribe: [] };
    grants[side].push(subject);
    users.set(`${account}/${user}`, grants);
  }
  return users;
}

const aclOf = (environment: string, role: 'state' | 'cache'): string[] => {
  const { target } = objectOf(environment, 'ExternalSecret', PLATFORM, `redis-${role}-acl`).spec as unknown as {
    target: { template: { data: Readonly<Record<string, string>> } };
  };
  return (target.template.data['users.acl'] ?? '').split('\n').filter((line) => line.startsWith('user '));
};

const configOf = (environment: string, namespace: string, agent: string) =>
  JSON.parse(configTextOf(environment, namespace, agent)) as {
    bus: Record<string, string | number | undefined>;
    llmGateway?: unknown;
    memory: Record<string, unknown>;
  };

describe('000-23 isolation on the bus: an account for each tenant', () => {
  test.each(ENVIRONMENTS)(
    '%s has an account for each tenant and pool, the platform and the servers, and one for each member',
    (environment) => {
      const accounts = new Set([...busUsers(environment).keys()].map((key) => key.split('/')[0]));
      expect(accounts).toEqual(new Set(['PLATFORM', ...TENANTS, ...MEMBERS.map((member) => `shared-tenants--${member}`)]));
      const text = objectOf(environment, 'ConfigMap', PLATFORM, 'nats-config').data?.['accounts.conf'] ?? '';
      expect(text).toContain('SYS: {}');
      expect(text).toContain('system_account: SYS');
      expect(text).not.toContain('no_auth_user');
    },
  );

  test.each(ENVIRONMENTS)('%s gives an agent what it declares, and nothing else', (environment) => {
    expect(busUsers(environment).get('acme/agent-product-search')).toEqual({
      publish: [
        'tools.>',
        '$JS.API.CONSUMER.MSG.NEXT.TASKS.product-search',
        '$JS.API.CONSUMER.INFO.TASKS.product-search',
        '$JS.ACK.TASKS.product-search.>',
        '$JS.ACK.*.*.TASKS.product-search.>',
      ],
      subscribe: ['_INBOX_acme_agent-product-search.>', 'budget.product-search'],
    });
    expect(busUsers(environment).get('acme/agent-coordinator')).toEqual({
      publish: ['tasks.order-tracking.>', 'tasks.product-search.>'],
      subscribe: ['_INBOX_acme_agent-coordinator.>', 'budget.coordinator'],
    });
  });

  test.each(ENVIRONMENTS)(
    '%s, F8: nobody holds an API of streams but the one user that makes them, and nobody may delete, purge or read',
    (environment) => {
      for (const [name, { publish, subscribe }] of busUsers(environment)) {
        const api = publish.filter((subject) => subject.includes('API'));
        const allowed = name.endsWith('/provisioner')
          ? /^\$JS\.API\.(STREAM\.(CREATE|UPDATE|INFO)\.[A-Z]+|CONSUMER\.(CREATE|INFO)\.[A-Z]+\.[\w.>-]+)$/
          : /^\$JS\.(shared-tenants\.)?API\.CONSUMER\.(MSG\.NEXT|INFO)\.(TASKS|RESULTS)\.[\w-]+$/;
        expect(api.filter((subject) => !allowed.test(subject))).toEqual([]);
        expect([...publish, ...subscribe].filter((subject) => /^(>|\*|\$SYS|\$KV|\$O)/.test(subject))).toEqual([]);
      }
    },
  );

  test.each(ENVIRONMENTS)('%s, F7: subjects end in > where several tokens follow', (environment) => {
    for (const { spec } of kindOf(environment, 'Consumer')) expect(spec['filterSubject']).toMatch(/^(tasks|results)\.[\w-]+\.>$/);
  });

  test.each(ENVIRONMENTS)('%s tells every agent who it is, and where its inbox is that nobody else may hear', (environment) => {
    const heard = busUsers(environment);
    for (const { metadata } of agentsOf(environment)) {
      const { bus, llmGateway } = configOf(environment, metadata.namespace ?? '', metadata.name);
      const account = metadata.labels['cdk8s-agents/tenant'] ?? '';
      expect(heard.get(`${account}/${String(bus['user'])}`)?.subscribe).toEqual([
        `${String(bus['inboxPrefix'])}.>`,
        ...(llmGateway === undefined ? [] : [`budget.${metadata.name}`]),
      ]);
    }
  });
});

describe('000-25 and 000-29 token budgets at the bus: each agent hears of its own on a subject, and is asked to stop pulling (the bus refuses nothing by itself, the gateway does; a publisher of the word waits)', () => {
  const TOLD = ['acme/coordinator', 'acme/product-search', 'shared-tenants/coordinator', 'shared-tenants/product-search'];

  test.each(ENVIRONMENTS)('%s tells each agent that calls models where it hears of its own budget, and no other agent', (environment) => {
    const budgets = agentsOf(environment).map(({ metadata }) => ({
      agent: `${metadata.labels['cdk8s-agents/tenant'] ?? ''}/${metadata.name}`,
      budget: configOf(environment, metadata.namespace ?? '', metadata.name).bus['budget'],
    }));
    const told = budgets.filter(({ budget }) => budget !== undefined).sort((a, b) => (a.agent < b.agent ? -1 : 1));
    expect(told).toEqual(
      TOLD.map((agent) => ({
        agent,
        budget: { subject: `budget.${agent.split('/')[1] ?? ''}`, staleAfterSeconds: 180, whenSpent: 'stop-pulling' },
      })),
    );
    const heard = [...busUsers(environment)].filter(([, { subscribe }]) => subscribe.some((subject) => subject.startsWith('budget.')));
    expect(heard.map(([name]) => name.replace('/agent-', '/')).sort()).toEqual(TOLD);
  });

  test.each(ENVIRONMENTS)('%s lets one user of the platform say it, to the account it names and to no other', (environment) => {
    const users = busUsers(environment);
    expect(users.get('PLATFORM/budget-publisher')).toEqual({
      publish: ['budget.*.*'],
      subscribe: ['_INBOX_PLATFORM_budget-publisher.>'],
    });
    const saying = [...users].filter(([, { publish }]) => publish.some((subject) => /^(budget|\*|>)/.test(subject)));
    expect(saying.map(([name]) => name)).toEqual(['PLATFORM/budget-publisher']);
    const text = objectOf(environment, 'ConfigMap', PLATFORM, 'nats-config').data?.['accounts.conf'] ?? '';
    expect(text.split('\n').filter((line) => line.includes('{ stream: '))).toEqual([
      ...TENANTS.map((name) => `      { stream: "budget.${name}.>", accounts: ["${name}"] }`),
      ...TENANTS.map((name) => `      { stream: { account: PLATFORM, subject: "budget.${name}.>" }, to: "budget.>" }`),
    ]);
  });

  test.each(ENVIRONMENTS)('%s lets the publisher’s pods reach the bus, in the platform’s namespace alone', (environment) => {
    const { ingress } = objectOf(environment, 'NetworkPolicy', PLATFORM, 'nats').spec as unknown as {
      ingress: readonly { readonly from: readonly unknown[]; readonly ports: readonly { readonly port: number }[] }[];
    };
    const clients = ingress.find(({ ports }) => ports.some(({ port }) => port === 4222))?.from;
    expect(clients).toContainEqual({
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'platform' } },
      podSelector: { matchLabels: { 'app.kubernetes.io/name': 'budget-publisher' } },
    });
  });
});

describe('000-16 the pool: one set of agents, members told apart by the envelope, each with grants of its own', () => {
  test.each(ENVIRONMENTS)('%s lets a member send tasks as itself and take its own results', (environment) => {
    for (const member of MEMBERS) {
      const { publish = [], subscribe } = busUsers(environment).get(`shared-tenants--${member}/member-${member}`) ?? {};
      expect(subscribe).toEqual([`_INBOX_shared-tenants_member-${member}.>`]);
      expect(publish.filter((subject) => !subject.includes('API') && !subject.startsWith('$JS.ACK'))).toEqual([
        `tasks.product-search.${member}.>`,
      ]);
      expect(publish.filter((subject) => subject.startsWith('$JS')).every((subject) => subject.includes(`RESULTS.${member}`))).toBe(true);
    }
  });

  test.each(ENVIRONMENTS)('%s lets the agents of the pool work on the keys of all its members, and says so to them', (environment) => {
    expect(configOf(environment, 'shared-tenants', 'product-search').memory['keyPrefixes']).toEqual(
      ['shared-tenants', ...MEMBERS].map((id) => `tenant:${id}:`),
    );
  });
});

describe('000-24 isolation in the memory: a user of the ACL for each tenant', () => {
  const everywhere = ENVIRONMENTS.flatMap((environment) => (['state', 'cache'] as const).map((role) => [environment, role] as const));

  test.each(everywhere)('%s %s, F9: each tenant and member has one, with its own prefix, ended by a delimiter', (environment, role) => {
    const users = new Map(aclOf(environment, role).map((line) => [line.split(' ')[1] ?? '', line]));
    for (const id of ['acme', ...MEMBERS]) {
      const words = users.get(id)?.split(' ') ?? [];
      expect(words.filter((word) => /^[~&%]/.test(word))).toEqual([`~tenant:${id}:*`, `&tenant:${id}:*`]);
      expect(words.filter((word) => word.startsWith('#') || word.startsWith('>'))).toEqual(['#{{']);
      expect(words).toEqual(expect.arrayContaining(['resetkeys', 'resetchannels', '-@all', '-@dangerous', '-@admin']));
      expect(
        words.filter((word) => /^\+(@all|@admin|@dangerous|keys|scan|select|flushall|flushdb|swapdb|pubsub|client\|tracking)$/.test(word)),
      ).toEqual([]);
    }
    expect(users.get('default')).toBe('user default off');
  });

  test.each(ENVIRONMENTS)('%s, F54: state is never evicted and is kept on disk, the cache is another server', (environment) => {
    const conf = (role: string): string =>
      Object.values(objectOf(environment, 'ConfigMap', PLATFORM, `redis-${role}-config`).data ?? {}).join('\n');
    expect(conf('state')).toMatch(/^maxmemory-policy noeviction$/m);
    expect(conf('state')).toMatch(/^appendonly yes$/m);
    expect(conf('cache')).toMatch(/^maxmemory-policy allkeys-lru$/m);
    expect(conf('cache')).toMatch(/^appendonly no$/m);
  });
});

describe('000-12 and 000-13 the bus side of scaling and stopping', () => {
  test.each(ENVIRONMENTS)('%s, F64: each consumer has the numbers that its agent works by', (environment) => {
    for (const { metadata } of agentsOf(environment)) {
      const { bus } = configOf(environment, metadata.namespace ?? '', metadata.name);
      if (bus['consumer'] === undefined) continue;
      const account = metadata.labels['cdk8s-agents/tenant'] ?? '';
      const { spec } = objectOf(environment, 'Consumer', PLATFORM, `${account}-tasks-${String(bus['consumer'])}`);
      expect(spec).toMatchObject({
        account,
        ackPolicy: 'explicit',
        ackWait: `${String(bus['ackWaitSeconds'])}s`,
        durableName: bus['consumer'],
        maxAckPending: bus['maxAckPending'],
        streamName: bus['stream'],
      });
    }
  });

  test.each(ENVIRONMENTS)('%s bounds every stream and keeps it on the disks of three servers', (environment) => {
    const streams = kindOf(environment, 'Stream');
    expect(streams.map(nameOf)).toEqual(['acme-tasks', 'shared-tenants-tasks', 'shared-tenants-results']);
    for (const { spec } of streams) {
      expect(spec).toMatchObject({ storage: 'file', replicas: 3 });
      expect(Number(spec['maxBytes'])).toBeGreaterThan(0);
      expect(spec['maxAge']).toMatch(/^\d+s$/);
    }
  });
});

interface Proxies {
  readonly envoyPDB: { readonly maxUnavailable: number };
  readonly envoyDeployment: { readonly pod: { readonly priorityClassName: string } };
}

/** What Envoy Gateway makes its proxies of. */
function proxies(spec: Rendered['spec']): Proxies {
  return (spec['provider'] as { readonly kubernetes: Proxies }).kubernetes;
}

describe('000-33 the platform namespace', () => {
  test.each(ENVIRONMENTS)('%s holds the bus, the memory, the database and the gateways', (environment) => {
    const workloads = objectsOf(environment).filter(
      (object) => inPlatform(object) && ['StatefulSet', 'Deployment', 'Cluster', 'Pooler', 'EnvoyProxy'].includes(object.kind),
    );
    expect(workloads.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
      'EnvoyProxy llm-gateway',
      'StatefulSet nats',
      'Cluster postgres',
      'Pooler postgres-pooler',
      'StatefulSet redis-cache',
      'StatefulSet redis-state',
      'Deployment tool-gateway',
    ]);
  });

  test.each(ENVIRONMENTS)(
    '%s gives each of them a policy, a budget that a drain passes, scraping and the highest priority',
    (environment) => {
      for (const name of ['llm-gateway', 'nats', 'redis-cache', 'redis-state', 'tool-gateway']) {
        expect(new Set(objectOf(environment, 'NetworkPolicy', PLATFORM, name).spec['policyTypes'] as string[])).toEqual(
          new Set(['Egress', 'Ingress']),
        );
        // Envoy Gateway makes the budget of its proxies
        const { spec } = objectOf(environment, name === 'llm-gateway' ? 'EnvoyProxy' : 'PodDisruptionBudget', PLATFORM, name);
        expect(name === 'llm-gateway' ? proxies(spec).envoyPDB.maxUnavailable : spec['maxUnavailable']).toBe(1);
        expect(kindOf(environment, 'PodMonitor').filter(inPlatform).map(nameOf)).toContain(name);
      }
      const pods = objectsOf(environment).filter(
        (object) => inPlatform(object) && (object.kind === 'StatefulSet' || object.kind === 'Deployment'),
      );
      expect(pods.map(({ spec }) => spec.template?.spec['priorityClassName'])).toEqual(pods.map(() => 'platform-critical'));
      expect(objectOf(environment, 'Cluster', PLATFORM, 'postgres').spec['priorityClassName']).toBe('platform-critical');
      const { envoyDeployment } = proxies(objectOf(environment, 'EnvoyProxy', PLATFORM, 'llm-gateway').spec);
      expect(envoyDeployment.pod.priorityClassName).toBe('platform-critical');
    },
  );

  test.each(ENVIRONMENTS)(
    '%s: agents reach tools over the bus alone; F66: of the bus they reach the clients’ port alone',
    (environment) => {
      expect(kindOf(environment, 'Service').filter(inPlatform).map(nameOf)).not.toContain('tool-gateway');
      const policies = kindOf(environment, 'NetworkPolicy').filter((policy) => !inPlatform(policy));
      const reached = policies.flatMap(({ spec }) =>
        (spec.egress ?? []).flatMap(({ to = [], ports }) => to.map((peer) => ({ peer, ports }))),
      );
      const to = (service: string) => reached.filter(({ peer }) => peer.podSelector?.matchLabels['app.kubernetes.io/name'] === service);
      expect(to('tool-gateway')).toEqual([]);
      expect(to('nats').length).toBe(5);
      expect(to('nats').flatMap(({ ports }) => ports.map(({ port }) => port))).toEqual([4222, 4222, 4222, 4222, 4222]);
    },
  );

  test.each(ENVIRONMENTS)(
    '%s renders no secret: what is secret is an entry of a store, by a key that no other environment has',
    (environment) => {
      expect(kindOf(environment, 'Secret')).toEqual([]);
      const keys = kindOf(environment, 'ExternalSecret').flatMap(({ spec }) =>
        (spec['data'] as readonly { readonly remoteRef: { readonly key: string } }[]).map(({ remoteRef }) => remoteRef.key),
      );
      expect(keys.length).toBeGreaterThan(10);
      expect(keys.filter((key) => !key.startsWith(`swarm/${environment}/`))).toEqual([]);
    },
  );
});
