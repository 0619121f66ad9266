import { agentsOf, ENVIRONMENTS, kindOf, objectOf, objectsOf, type Rendered, textOf } from './rendered';

/** Token budgets and their alerts, read from what is committed under dist/; the numbers are those of the data, written once more by hand. */

const PLATFORM = 'platform';
const GATEWAY = 'llm-gateway';
const CALLER = 'x-llm-caller';
const MEMBER = 'x-llm-member';

/** Whose tokens, a minute and a day; 0: no bound in that window. */
const BUDGETS: readonly (readonly [owner: string, perMinute: number, perDay: number])[] = [
  // 10 million of the provider, less a tenth
  ['provider', 9_000_000, 0],
  ['acme', 4_000_000, 2_400_000_000],
  ['acme/product-search', 2_000_000, 1_200_000_000],
  ['acme/nightly-report', 0, 100_000_000],
  ['shared-tenants', 4_000_000, 2_400_000_000],
  ['shared-tenants/birch', 0, 1_000_000_000],
  ['shared-tenants/cedar', 0, 800_000_000],
  ['shared-tenants/dune', 0, 600_000_000],
];

interface Header {
  readonly name: string;
  readonly value: string;
  readonly invert?: boolean;
}

interface Rule {
  readonly clientSelectors?: readonly { readonly headers: readonly Header[] }[];
  readonly limit: { readonly requests: number; readonly unit: string };
  readonly cost: { readonly request: { readonly number: number }; readonly response?: { readonly metadata: { readonly key: string } } };
  readonly shared: boolean;
}

const rulesOf = (environment: string): readonly Rule[] =>
  (objectOf(environment, 'BackendTrafficPolicy', PLATFORM, GATEWAY).spec as unknown as { rateLimit: { global: { rules: Rule[] } } })
    .rateLimit.global.rules;

/** Which counters take a request of that account, made for that member. */
function countersFor(rules: readonly Rule[], account: string, member?: string): Rule[] {
  const values: Readonly<Record<string, string | undefined>> = { [CALLER]: `system:serviceaccount:${account}`, [MEMBER]: member };
  const takes = ({ name, value, invert = false }: Header): boolean => {
    const written = values[name];
    return (written !== undefined && new RegExp(`^(?:${value})$`).test(written)) !== invert;
  };
  return rules.filter(({ clientSelectors = [{ headers: [] }] }) => clientSelectors.some(({ headers }) => headers.every(takes)));
}

const boundsOf = (rules: readonly Rule[]): string[] => rules.map(({ limit }) => `${limit.requests} ${limit.unit}`).sort();
const expectedOf = (...owners: readonly string[]): string[] =>
  BUDGETS.filter(([owner]) => owners.includes(owner))
    .flatMap(([, perMinute, perDay]) => [...(perMinute > 0 ? [`${perMinute} Minute`] : []), ...(perDay > 0 ? [`${perDay} Day`] : [])])
    .sort();

/** `namespace:account` of every pod that mounts a token for the gateway, jobs included. */
function withToken(environment: string): string[] {
  const template = ({ kind, spec }: Rendered): Rendered['spec']['template'] =>
    kind === 'CronJob' ? (spec['jobTemplate'] as { spec: Pick<Rendered['spec'], 'template'> }).spec.template : spec.template;
  return [...agentsOf(environment), ...kindOf(environment, 'CronJob')]
    .filter((workload) => JSON.stringify(template(workload)?.spec.volumes).includes(`"audience":"${GATEWAY}"`))
    .map((workload) => `${workload.metadata.namespace ?? ''}:${String(template(workload)?.spec['serviceAccountName'])}`)
    .sort();
}

describe('000-25 token budgets at the LLM gateway and at the bus', () => {
  test.each(ENVIRONMENTS)('%s counts each request for the provider, the tenant, the agent and the member it is of', (environment) => {
    const rules = rulesOf(environment);
    const bounds = (account: string, member?: string): string[] => boundsOf(countersFor(rules, account, member));
    expect(bounds('tenant-acme:product-search')).toEqual(expectedOf('provider', 'acme', 'acme/product-search'));
    expect(bounds('tenant-acme:nightly-report')).toEqual(expectedOf('provider', 'acme', 'acme/nightly-report'));
    // without a budget of its own it has what the others leave
    expect(bounds('tenant-acme:coordinator')).toEqual(expectedOf('provider', 'acme'));
    for (const member of ['birch', 'cedar', 'dune'])
      expect(bounds('shared-tenants:coordinator', member)).toEqual(expectedOf('provider', 'shared-tenants', `shared-tenants/${member}`));
    // all counters that there are, and one that lets nothing through
    expect(rules).toHaveLength(BUDGETS.flatMap(([, ...bounds]) => bounds.filter((bound) => bound > 0)).length + 1);
    for (const { cost, shared, limit } of rules.filter((rule) => rule.limit.requests > 0))
      expect([shared, cost.request.number, cost.response?.metadata.key, limit.requests > 0]).toEqual([true, 0, 'llm_total_token', true]);
  });

  test.each(ENVIRONMENTS)('%s refuses a call of the pool for nobody, and for a member that there is not', (environment) => {
    const nothing = (member?: string): boolean =>
      countersFor(rulesOf(environment), 'shared-tenants:coordinator', member).some(
        ({ limit, cost }) => limit.requests === 0 && cost.request.number === 1,
      );
    expect([nothing(), nothing('elm'), nothing('birch2'), nothing('birch')]).toEqual([true, true, true, false]);
  });

  test('what is given to agents and members is within what their tenants have, and theirs within the provider’s', () => {
    const sum = (column: 1 | 2, takes: (owner: string) => boolean): number =>
      BUDGETS.filter(([owner]) => takes(owner)).reduce((total, row) => total + row[column], 0);
    for (const column of [1, 2] as const) {
      const of = (owner: string): number => sum(column, (one) => one === owner);
      for (const tenant of ['acme', 'shared-tenants'])
        expect(sum(column, (owner) => owner.startsWith(`${tenant}/`))).toBeLessThanOrEqual(of(tenant));
      // the provider is bounded in a minute alone
      const all = sum(column, (owner) => owner !== 'provider' && !owner.includes('/'));
      expect(all).toBeLessThanOrEqual(column === 1 ? of('provider') : Infinity);
    }
  });

  test.each(ENVIRONMENTS)(
    '%s lets in exactly those agents that have a token for the gateway, by a key that no agent holds',
    (environment) => {
      const { authorization } = objectOf(environment, 'SecurityPolicy', PLATFORM, GATEWAY).spec as unknown as {
        authorization: { defaultAction: string; rules: { principal: { jwt: { claims: { values: string[] }[] } } }[] };
      };
      const callers = authorization.rules.flatMap(({ principal }) => principal.jwt.claims.flatMap(({ values }) => values));
      expect(authorization.defaultAction).toBe('Deny');
      expect(callers.map((caller) => caller.replace('system:serviceaccount:', '')).sort()).toEqual(withToken(environment));
      expect(withToken(environment)).toEqual([
        'shared-tenants:coordinator',
        'shared-tenants:product-search',
        'tenant-acme:coordinator',
        'tenant-acme:nightly-report',
        'tenant-acme:product-search',
      ]);
      // the provider's key is mounted by nobody
      const mounted = objectsOf(environment).filter((object) => JSON.stringify(object).includes('"secretName":"llm-gateway-provider"'));
      expect(mounted).toEqual([]);
    },
  );

  test.each(ENVIRONMENTS)('%s: the bus bounds every account, and tells agents in it of their own budget', (environment) => {
    const accounts = objectOf(environment, 'ConfigMap', PLATFORM, 'nats-config').data?.['accounts.conf'] ?? '';
    for (const account of ['acme', 'shared-tenants']) {
      const block = new RegExp(`^ {2}"${account}" \\{\\n([\\s\\S]*?)^ {2}\\}`, 'm').exec(accounts)?.[1] ?? '';
      expect(block).toMatch(/max_file: [1-9]\d*\n/);
      expect(block).toMatch(/max_streams: [1-9]\d*\n/);
      expect(block).toMatch(/max_consumers: [1-9]\d*\n/);
      expect(block).toMatch(/max_connections: [1-9]\d*\n/);
      expect(block).toContain(`{ stream: { account: PLATFORM, subject: "budget.${account}.>" }, to: "budget.>" }`);
    }
    for (const agent of ['coordinator', 'product-search']) expect(accounts).toContain(`"budget.${agent}"`);
    expect(accounts).not.toContain('"budget.order-tracking"');
  });

  test.each(ENVIRONMENTS)('%s reports the most that can be spent, in tokens and dollars', (environment) => {
    const report = textOf(environment, 'reports/budgets.md');
    // two versions of two proxies, each with 64 requests open and 64 waiting, and two more of each by its two threads
    const overshoot = 2 * 2 * (2 * 64 + 2 * 2) * 128_000;
    const row = (name: string, perDay: number): string => {
      const tokens = [1, 31].map((days) => days * (perDay + overshoot));
      const cells = tokens.flatMap((amount) => [amount.toLocaleString('en-US'), dollars(amount)]);
      return `${cells.join(' | ')} |`.replace(/^/, `${name} | `);
    };
    const lines = report.split('\n').map((line) => line.replace(/^\| (\S+) \| [^|]+ \| /, '$1 | '));
    expect(lines).toContain(row('acme', 2_400_000_000));
    expect(lines).toContain(row('shared-tenants', 2_400_000_000));
  });
});

/** At 60 cents a million, rounded up to the cent. */
function dollars(tokens: number): string {
  const cents = Math.ceil((tokens * 60) / 1_000_000);
  return `$${Math.floor(cents / 100).toLocaleString('en-US')}.${String(cents % 100).padStart(2, '0')}`;
}

describe('000-29 alerts on token budgets', () => {
  test.each(ENVIRONMENTS)('%s tells at four fifths of each budget and when it is spent, and when nothing is measured', (environment) => {
    const { groups } = objectOf(environment, 'PrometheusRule', PLATFORM, 'llm-budgets').spec as unknown as {
      groups: { rules: { alert: string; expr: string; labels: Readonly<Record<string, string>> }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    const told = rules.map(({ alert, expr, labels }) => {
      const who = [labels['tenant'], labels['agent'] ?? labels['member']].filter((part) => part !== undefined).join('/');
      return [alert, who, / >= .*$/.exec(expr)?.[0] ?? ''];
    });
    expect(told).toEqual([
      ...BUDGETS.filter(([owner]) => owner !== 'provider')
        // an owner first, then its agents, then its members, each by name
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([owner, , perDay]) => [
          ['LlmBudgetNearlySpent', owner, ` >= ${(perDay * 4) / 5} < ${perDay}`],
          ['LlmBudgetSpent', owner, ` >= ${perDay}`],
        ]),
      ['LlmBudgetNoData', '', ''],
      ['LlmBudgetUnattributed', '', ''],
    ]);
  });

  test.each(ENVIRONMENTS)('%s commits the proof of each beside it: it fires, and it is silent', (environment) => {
    const { tests } = JSON.parse(textOf(environment, 'reports/alerts/platform.rules.test.json')) as { tests: { name: string }[] };
    const names = tests.map(({ name }) => name);
    expect(names.filter((name) => name.endsWith(' fires'))).toHaveLength(16);
    expect(names.filter((name) => name.endsWith(' is silent'))).toHaveLength(16);
    expect(names).toContain('LlmBudgetSpent of shared-tenants/birch fires');
  });
});
