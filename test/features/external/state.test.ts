import type { EnvironmentSpec, ServicesSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import { ABSENT, changed, CHAT, ELSEWHERE, found, ORDERS, problemsOf, SEARCH, valid } from '../../resolve/fixture';
import { withServices } from '../../resolve/services-fixture';

const DATABASE = { external: { name: 'db.example.com', cidrs: ['198.51.100.0/28'], credentials: { password: { key: 'rds/{tenant}' } } } };
const BUS = { external: { address: '10.20.0.9' } };

/** The fixture with these services alone; only `orders` needs anything. */
const alone = (
  services: ServicesSpec | symbol,
  needs: readonly string[],
  changes: Readonly<Record<string, unknown>> = {},
): EnvironmentSpec =>
  changed({
    services,
    [`${CHAT}.needs`]: ABSENT,
    [`${SEARCH}.needs`]: ABSENT,
    [`${SEARCH}.consumes`]: ABSENT,
    [`${SEARCH}.scaling`]: ABSENT,
    [`${ORDERS}.needs`]: needs,
    ...changes,
  });

const warned = (spec: EnvironmentSpec): string[] => resolve(spec).warnings.map(({ place, rule }) => `${place}: ${rule}`);

describe('needs and services are closed against each other', () => {
  test.each([
    ['database', 'postgres'],
    ['memory', 'redis'],
    ['bus', 'nats'],
    ['llm-gateway', 'llmGateway'],
  ])('fails an agent that needs %s where there is none, and says what to write', (need, key) => {
    const expected = {
      place: 'tenants.birch.agents.orders.needs',
      rule: 'needs-service',
      problem: `'${need}' is not there: services.${key} is not written`,
      fix: `write services.${key}, rendered or external, or services.elsewhere: ['${need}'] where others render it, or leave the need out`,
    };
    expect(problemsOf(alone({}, [need]))).toEqual([expected]);
    expect(problemsOf(alone(ABSENT, [need]))).toEqual([expected]);
    expect(problemsOf(alone({ elsewhere: [need as 'bus'] }, [need]))).toEqual([]);
  });

  test('fails once for everything that one agent lacks', () => {
    const [problem, ...others] = problemsOf(
      alone({ postgres: DATABASE, secretStore: 'store' }, ['bus', 'database', 'memory', 'memory', 'tools']),
    );
    expect(others).toEqual([]);
    expect(problem?.problem).toBe(
      `'bus', 'memory' and 'tools' are not there: services.nats, services.redis and services.toolGateway are not written`,
    );
  });

  test('fails a batch agent as well, and an agent that works on a queue where there is no bus', () => {
    const report = {
      image: `registry.example.com/shop/report:1.0.0@sha256:${'a'.repeat(64)}`,
      task: { p50: '1s', p99: '2s' },
      schedule: '0 1 * * *',
      needs: ['database'],
    };
    const queue = { [`${ORDERS}.consumes`]: { subjects: ['tasks.orders.>'] } };
    expect(found(alone({}, ['bus'], { 'tenants.1.batch': { report }, ...queue }))).toEqual([
      'tenants.birch.agents.orders.needs: needs-service',
      'tenants.birch.batch.report.needs: needs-service',
    ]);
    // what takes from a queue must need the bus
    expect(found(alone({}, [], queue))).toEqual(['tenants.birch.agents.orders.needs: needs-bus']);
  });

  test('an agent that needs nothing asks for nothing: neither services, nor store, nor issuer', () => {
    const resolved = resolve(alone(ABSENT, []));
    expect(resolved.services).toBeUndefined();
    expect(resolved.warnings).toEqual([]);
    expect(resolve(alone({}, [])).services).toMatchObject({ external: [], inPlatform: false });
  });

  test('nothing is said of a service that could not be read', () => {
    expect(found(alone({ postgres: 5 } as never, ['database']))).toEqual(['services.postgres: wrong-type']);
    expect(found(alone({ postgres: { external: 5 } } as never, ['database']))).toEqual(['services.postgres.external: wrong-type']);
    expect(found(alone('all' as never, ['database']))).toEqual(['services: wrong-type']);
    expect(found(alone({ elsewhere: ['databse'] } as never, ['database']))).toEqual(['services.elsewhere[0]: unknown-value']);
  });

  test('fails a service that is written and rendered by others as well', () => {
    expect(found(alone({ postgres: DATABASE, secretStore: 'store', elsewhere: ['bus', 'database'] }, ['database']))).toEqual([
      'services.elsewhere[1]: service-twice',
    ]);
  });
});

describe('the secret store and the issuer are asked for where something asks for them', () => {
  test('fails an external service with entries of a store that is not named, once', () => {
    expect(
      problemsOf(alone({ postgres: DATABASE, redis: { external: { address: '10.0.0.1', authority: { key: 'ca' } } } }, ['database'])),
    ).toEqual([
      {
        place: 'services.secretStore',
        rule: 'missing-key',
        problem: 'is required by services.redis, services.postgres',
        fix: "write 'secretStore'",
      },
    ]);
  });

  test('an external service without entries needs neither', () => {
    expect(found(alone({ redis: { external: { address: '10.0.0.1' } } }, ['memory']))).toEqual([]);
  });

  test('fails a rendered service without an issuer; the gateway to language models needs none', () => {
    const { services } = withServices();
    expect(found(alone({ secretStore: 'store', postgres: services?.postgres ?? DATABASE }, ['database']))).toEqual([
      'services.certificateIssuer: missing-key',
    ]);
  });
});

describe('each service may be rendered alone', () => {
  const { nats, redis, postgres, toolGateway } = withServices().services ?? {};
  const names = { secretStore: 'store', certificateIssuer: 'issuer' };
  const open = { 'nodePools.platform': { instanceTypes: ['m7i.xlarge'], tainted: false, min: 3, max: 6 } };

  test('the database', () => {
    const { services } = resolve(alone({ ...names, ...(postgres && { postgres }) }, ['database'], open));
    expect(services?.postgres?.tenants.map(({ tenant }) => tenant)).toEqual(['birch']);
    expect([services?.nats, services?.redis, services?.toolGateway, services?.llmGateway]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('the store', () => {
    const { services } = resolve(alone({ ...names, ...(redis && { redis }) }, ['memory'], open));
    expect(services?.redis?.shared.state.acl.users.map(({ name }) => name)).toEqual(['birch']);
  });

  test('the bus, whose controller then asks for the addresses of the API server itself', () => {
    const users = { birch: { 'agent-orders': 'UAIZ', provisioner: 'UAIZ' } };
    const bus = { ...nats, users } as NonNullable<ServicesSpec['nats']>;
    const without = found(alone({ ...names, nats: bus }, ['bus'], open));
    expect(without).toContain('services.nats.apiServer: missing-key');
    // no key of the tool gateway is asked for
    expect(without.filter((text) => text.includes('tool-gateway'))).toEqual([]);
    expect(found(alone({ ...names, nats: { ...bus, apiServer: { cidrs: ['10.0.0.0/16'] } } as never }, ['bus'], open))).not.toContain(
      'services.nats.apiServer: missing-key',
    );
  });

  test('fails the gateway to tools without a bus, and on a bus of others', () => {
    const gateway = toolGateway && { toolGateway };
    expect(found(alone({ ...names, ...gateway }, [], open))).toEqual(['services.toolGateway: needs-service']);
    expect(found(alone({ ...names, ...gateway, nats: BUS }, [], open))).toEqual(['services.toolGateway: tools-bus']);
    expect(found(alone({ ...names, ...gateway, elsewhere: ['bus'] }, [], open))).toEqual([]);
  });
});

describe('a bus that others run', () => {
  const scaled = { [`${ORDERS}.consumes`]: { subjects: ['tasks.orders.>'] }, [`${ORDERS}.scaling`]: { min: 1, max: 3, onQueueDepth: 1 } };
  const monitored = { nats: { external: { address: '10.20.0.9', monitoring: 'nats.example.com:8222' } } };

  test('fails scaling on its queues unless KEDA is told where it says how many wait', () => {
    expect(found(alone({ nats: BUS }, ['bus'], scaled))).toEqual(['tenants.birch.agents.orders.scaling: bus-monitoring']);
    expect(found(alone(monitored, ['bus'], scaled))).toEqual([]);
  });

  test('fails a malformed address of it once, where it is written', () => {
    const wrong = { nats: { external: { address: '10.20.0.9', monitoring: 'http://nats:8222' } } };
    expect(found(alone(wrong, ['bus'], scaled))).toEqual(['services.nats.external.monitoring: host-port']);
  });

  test('is not watched unless its series are given: no queue of an alert, and one warning', () => {
    const unwatched = alone(monitored, ['bus'], scaled);
    expect(warned(unwatched)).toContain('observability.given: bus-unwatched');
    expect(resolve(unwatched).observability.watchesQueues).toBe(false);
    const watched = alone(monitored, ['bus'], { ...scaled, observability: { given: ['kube-state-metrics', 'keda', 'nats'] } });
    expect(warned(watched)).not.toContain('observability.given: bus-unwatched');
    expect(resolve(watched).observability.watchesQueues).toBe(true);
  });
});

describe('what is not known is not taken for well', () => {
  const limited = (maxConnections: number) => ({ external: { address: '10.20.0.9', connectionsPerPod: 4, maxConnections } });

  test('connections that are not known are warned of', () => {
    expect(warned(alone({ postgres: { external: { address: '10.20.0.9' } } }, ['database']))).toEqual([
      'services.postgres.external: external-capacity',
    ]);
    expect(warned(alone({ postgres: { external: { address: '10.20.0.9' } } }, []))).toEqual([]);
  });

  // orders: 2 pods and one more while rolling out, of 4 connections each
  test.each([
    [12, []],
    [11, ['services.postgres.external.maxConnections: connections']],
  ])('%i connections are judged where they are known', (maxConnections, expected) => {
    expect(found(alone({ postgres: limited(maxConnections) }, ['database']))).toEqual(expected);
  });

  test('plain text is warned of once', () => {
    expect(warned(alone({ llmGateway: { external: { address: '10.20.0.9', tls: false } } }, ['llm-gateway']))).toEqual([
      'services.llmGateway.external.tls: plain-text',
    ]);
  });

  test('tenants that share an entry are warned of', () => {
    const shared = { secretStore: 'store', llmGateway: { external: { address: '10.20.0.9', credentials: { key: { key: 'llm' } } } } };
    expect(warned(alone(shared, ['llm-gateway'], { [`${CHAT}.needs`]: ['llm-gateway'] }))).toEqual([
      'services.llmGateway.external.credentials: shared-credentials',
    ]);
  });

  test('fails token budgets at a gateway of others, which nobody here enforces', () => {
    const spec = alone({ llmGateway: { external: { address: '10.20.0.9' } } }, ['llm-gateway'], {
      'tenants.1.budget': { perDay: 1_000_000 },
    });
    expect(found(spec)).toEqual(['tenants.birch.budget: budget-unused']);
  });

  test('fails a Redis of a tenant’s own where others run the shared one', () => {
    const memory = { disk: '8Gi', state: { size: 'large' }, cache: {} };
    expect(found(alone({ redis: { external: { address: '10.20.0.9' } } }, ['memory'], { 'tenants.1.memory': memory }))).toEqual([
      'tenants.birch.memory: own-memory',
    ]);
  });
});

test('where others render them, agents need them as they did', () => {
  expect(found(changed({ services: ELSEWHERE }, valid()))).toEqual([]);
});
