import { Chart, Duration, Testing } from 'cdk8s';
import { AgentCredentials, type AgentCredentialsProps } from '../../../constructs/agent/agent-credentials';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';

const IMAGE = `registry.example.com/agents/search:2.4.1@sha256:${'a'.repeat(64)}`;

const chart = (): Chart => new Chart(Testing.app(), 'search', { namespace: 'tenant-acme' });

const credentialsWith = (scope: Chart, own: Partial<AgentCredentialsProps> = {}): AgentCredentials =>
  new AgentCredentials(scope, 'Credentials', {
    agent: 'search',
    tenant: 'acme',
    needs: ['bus', 'memory', 'database'],
    secretStore: 'platform',
    system: 'shop',
    environment: 'prod',
    ...own,
  });

const agentWith = (scope: Chart, credentials: AgentCredentials): AgentDeployment =>
  new AgentDeployment(scope, 'Search', {
    image: IMAGE,
    tenant: 'acme',
    task: { p99: Duration.seconds(20) },
    needs: ['bus', 'memory', 'database'],
    credentials,
  });

interface Rendered {
  readonly kind: string;
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly data: readonly { readonly secretKey: string; readonly remoteRef: { readonly key: string; readonly property: string } }[];
    readonly template: {
      readonly spec: {
        readonly containers: readonly { readonly env: unknown; readonly volumeMounts: readonly { readonly mountPath: string }[] }[];
      };
    };
  };
}

const rendered = (scope: Chart, kind: string): Rendered => {
  const found = (Testing.synth(scope) as Rendered[]).find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};

describe('AgentCredentials', () => {
  test('reads each secret from an entry of the store that nobody else has, and the authority from one that all have', () => {
    const scope = chart();
    credentialsWith(scope);
    expect(
      rendered(scope, 'ExternalSecret').spec.data.map(({ secretKey, remoteRef }) => [secretKey, remoteRef.key, remoteRef.property]),
    ).toEqual([
      ['ca.crt', 'shop/prod/platform/ca', 'certificate'],
      ['bus-seed', 'shop/prod/tenant-acme/bus-agent-search', 'seed'],
      ['database-password', 'shop/prod/tenant-acme/database', 'password'],
      ['memory-password', 'shop/prod/tenant-acme/memory', 'password'],
    ]);
  });

  test.each([
    ['bus', 'bus-seed'],
    ['memory', 'memory-password'],
    ['database', 'database-password'],
  ] as const)('reads nothing that is not needed: for %s, its own and once the authority', (need, file) => {
    const scope = chart();
    credentialsWith(scope, { needs: [need, 'llm-gateway'] });
    expect(rendered(scope, 'ExternalSecret').spec.data.map(({ secretKey }) => secretKey)).toEqual(['ca.crt', file]);
  });

  test('are mounted as files, and the configuration file says where and who the agent is', () => {
    const scope = chart();
    agentWith(scope, credentialsWith(scope, { members: ['birch'] }));
    const [container] = rendered(scope, 'Deployment').spec.template.spec.containers;
    const folder = '/var/run/secrets/agent/search-credentials';
    expect(container?.volumeMounts.map(({ mountPath }) => mountPath)).toContain(folder);
    expect(container?.env).toEqual([{ name: 'PYTHONUNBUFFERED', value: '1' }]);
    const config = JSON.parse(rendered(scope, 'ConfigMap').data['agent.json'] ?? '') as Record<'bus' | 'memory' | 'database', object>;
    expect(config.bus).toMatchObject({
      user: 'agent-search',
      seedFile: `${folder}/bus-seed`,
      tls: true,
      authorityFile: `${folder}/ca.crt`,
      inboxPrefix: '_INBOX_acme_agent-search',
    });
    expect(config.memory).toMatchObject({
      user: 'acme',
      passwordFile: `${folder}/memory-password`,
      keyPrefixes: ['tenant:acme:', 'tenant:birch:'],
      tls: true,
      authorityFile: `${folder}/ca.crt`,
    });
    expect(config.database).toMatchObject({
      user: 'tenant_acme',
      database: 'tenant_acme',
      passwordFile: `${folder}/database-password`,
      sslmode: 'verify-full',
      authorityFile: `${folder}/ca.crt`,
    });
  });

  test('fails without anything that asks who it is', () => {
    expect(() => credentialsWith(chart(), { needs: ['llm-gateway', 'tools'] })).toThrow('nothing that it needs asks who it is');
  });

  test('fails, naming all at once, for ids that are none', () => {
    const make = (): AgentCredentials => credentialsWith(chart(), { agent: 'Search', tenant: 'a.b', system: '', members: ['*'] });
    expect(make).toThrow(/4 problems[\s\S]*agent[\s\S]*tenant[\s\S]*system[\s\S]*members\.0/);
  });

  test('fails on an agent that they are not of', () => {
    const scope = chart();
    expect(() => agentWith(scope, credentialsWith(scope, { agent: 'other' }))).toThrow(`are those of 'acme/other', this is 'acme/search'`);
    const foreign = chart();
    expect(() => agentWith(foreign, credentialsWith(foreign, { tenant: 'globex' }))).toThrow(
      `are those of 'globex/search', this is 'acme/search'`,
    );
  });

  test('fails for more than the agent needs', () => {
    const scope = chart();
    const credentials = credentialsWith(scope);
    const make = (): AgentDeployment =>
      new AgentDeployment(scope, 'Search', {
        image: IMAGE,
        tenant: 'acme',
        task: { p99: Duration.seconds(20) },
        needs: ['bus'],
        credentials,
      });
    expect(make).toThrow('are for memory, database, which it does not need');
  });
});
