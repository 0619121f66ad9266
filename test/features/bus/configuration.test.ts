import { accountsConfiguration, natsConfiguration } from '../../../src/features/bus/configuration';
import { busSeparation } from '../../../src/features/bus/separation';
import { acme, KEYS, platform, pool } from './fixture';

const SERVER = {
  serverNameVariable: 'POD_NAME',
  host: '0.0.0.0',
  clientPort: 4222,
  monitoringPort: 8222,
  pidFile: '/run/nats.pid',
  storeFolder: '/data',
  tls: { certificate: '/tls/tls.crt', key: '/tls/tls.key', authority: '/tls/ca.crt' },
  maxConnections: 100,
  maxPayloadBytes: 2 ** 20,
  maxMemoryBytes: 0,
  maxFileBytes: 2 ** 30,
  lameDuckDurationS: 30,
  lameDuckGraceS: 10,
};

test('the platform’s account comes first, then the others by name; one block each', () => {
  expect(accountsConfiguration([acme(), platform()]))
    .toBe(`# Who may do what on the bus. Accounts see nothing of each other but what they import.
system_account: SYS

accounts {
  # the servers themselves: no JetStream, and no user, so that nobody reads $SYS
  SYS: {}

  # the platform: its tool gateway
  "PLATFORM" {
    limits {
      max_connections: 2
      max_leafnodes: 0
    }
    exports: [
      { service: "tools.acme.>", accounts: ["acme"] }
    ]
    users: [
      # tool-gateway
      {
        nkey: ${KEYS[8]}
        permissions {
          publish {
            allow: [
              "_R_.>"
            ]
          }
          subscribe {
            allow: [
              "tools.*.>"
              "_INBOX_PLATFORM_tool-gateway.>"
            ]
          }
        }
      }
    ]
  }

  # acme: agent-coordinator, agent-search
  "acme" {
    jetstream {
      max_memory: 0
      max_file: 201326592
      max_streams: 1
      max_consumers: 2
      # a stream without a bound is refused
      max_bytes_required: true
    }
    limits {
      max_connections: 25
      max_leafnodes: 0
    }
    imports: [
      { service: { account: PLATFORM, subject: "tools.acme.>" }, to: "tools.>" }
    ]
    users: [
      # agent-coordinator
      {
        nkey: ${KEYS[0]}
        permissions {
          publish {
            allow: [
              "tasks.search.>"
            ]
          }
          subscribe {
            allow: [
              "_INBOX_acme_agent-coordinator.>"
            ]
          }
        }
      }
      # agent-search
      {
        nkey: ${KEYS[1]}
        permissions {
          publish {
            allow: [
              "tools.>"
              "$JS.API.CONSUMER.MSG.NEXT.TASKS.search"
              "$JS.API.CONSUMER.INFO.TASKS.search"
              "$JS.ACK.TASKS.search.>"
              "$JS.ACK.*.*.TASKS.search.>"
            ]
          }
          subscribe {
            allow: [
              "_INBOX_acme_agent-search.>"
            ]
          }
        }
      }
      # provisioner
      {
        nkey: ${KEYS[2]}
        permissions {
          publish {
            allow: [
              "$JS.API.STREAM.CREATE.TASKS"
              "$JS.API.STREAM.UPDATE.TASKS"
              "$JS.API.STREAM.INFO.TASKS"
              "$JS.API.CONSUMER.CREATE.TASKS.search.tasks.search.>"
              "$JS.API.CONSUMER.INFO.TASKS.search"
            ]
          }
          subscribe {
            allow: [
              "_INBOX.>"
            ]
          }
        }
      }
    ]
  }
}
`);
});

test('the order of the accounts changes nothing', () => {
  const accounts = [acme(), pool(), platform()];
  expect(accountsConfiguration([...accounts].reverse())).toBe(accountsConfiguration(accounts));
});

test('a user that may publish nothing is denied everything', () => {
  const [coordinator, ...rest] = acme().users;
  if (coordinator === undefined) throw new Error('no user');
  const text = accountsConfiguration([{ ...acme(), users: [{ ...coordinator, publish: [] }, ...rest] }, platform()]);
  expect(text).toContain('permissions {\n          publish: { deny: ">" }\n          subscribe {');
});

test('neither file opens a door: no exports to all, no default user, no password, no seed', () => {
  const text = natsConfiguration(SERVER) + accountsConfiguration([acme(), pool(), platform()]);
  expect(text).not.toMatch(/no_auth_user|default_permissions|allow_responses|password|token|\bS[UAON][A-Z2-7]{56}\b/);
  const exported = text.split('\n').filter((line) => line.includes('{ service: "'));
  const ofMember = (member: string) => [
    `{ service: "tasks.search.${member}.>", accounts: ["shared--${member}"] }`,
    `{ service: "$JS.API.CONSUMER.MSG.NEXT.RESULTS.${member}", accounts: ["shared--${member}"], response_type: "stream" }`,
    `{ service: "$JS.API.CONSUMER.INFO.RESULTS.${member}", accounts: ["shared--${member}"] }`,
    `{ service: "$JS.ACK.RESULTS.${member}.>", accounts: ["shared--${member}"] }`,
    `{ service: "$JS.ACK.*.*.RESULTS.${member}.>", accounts: ["shared--${member}"] }`,
  ];
  expect(exported.map((line) => line.trim())).toEqual([
    '{ service: "tools.acme.>", accounts: ["acme"] }',
    '{ service: "tools.shared.>", accounts: ["shared"] }',
    ...ofMember('birch'),
    ...ofMember('cedar'),
  ]);
});

test('a member has an account of its own, which imports its own subjects; requests to JetStream under the pool’s name', () => {
  expect(accountsConfiguration([pool(), platform()]))
    .toContain(`  # member-birch of shared: its answers come back here, whatever reply subject it names
  "shared--birch" {
    limits {
      max_connections: 4
      max_leafnodes: 0
    }
    imports: [
      { service: { account: "shared", subject: "tasks.search.birch.>" }, to: "tasks.search.birch.>" }
      { service: { account: "shared", subject: "$JS.API.CONSUMER.MSG.NEXT.RESULTS.birch" }, to: "$JS.shared.API.CONSUMER.MSG.NEXT.RESULTS.birch" }
      { service: { account: "shared", subject: "$JS.API.CONSUMER.INFO.RESULTS.birch" }, to: "$JS.shared.API.CONSUMER.INFO.RESULTS.birch" }
      { service: { account: "shared", subject: "$JS.ACK.RESULTS.birch.>" }, to: "$JS.ACK.RESULTS.birch.>" }
      { service: { account: "shared", subject: "$JS.ACK.*.*.RESULTS.birch.>" }, to: "$JS.ACK.*.*.RESULTS.birch.>" }
    ]
    users: [
      # member-birch
      {
        nkey: ${KEYS[6]}
`);
});

test('a server alone has no cluster; several know each other by name and certificate', () => {
  expect(natsConfiguration(SERVER)).not.toContain('cluster');
  const cluster = { name: 'nats', port: 6222, hosts: ['nats-0.nats-headless', 'nats-1.nats-headless'] };
  expect(natsConfiguration({ ...SERVER, cluster })).toContain(`cluster {
  name: "nats"
  listen: "0.0.0.0:6222"
  # clients find servers by the Service; addresses of pods are nobody’s business
  no_advertise: true
  tls {
    cert_file: "/tls/tls.crt"
    key_file: "/tls/tls.key"
    ca_file: "/tls/ca.crt"
    verify_cert_and_check_known_urls: true
    timeout: 5
  }
  routes: [
    "nats://nats-0.nats-headless:6222"
    "nats://nats-1.nats-headless:6222"
  ]
}`);
});

test('the report says of a pool, and of a pool alone, what is not kept apart', () => {
  expect(busSeparation([acme(), platform()])).not.toContain('weaker tier');
  const report = busSeparation([acme(), pool(), platform()]);
  expect(report).toContain('| shared | pool of birch, cedar | 5 | TASKS, RESULTS | 301989888 bytes | 25 | yes |');
  expect(report.match(/^- \*\*[A-Z][a-z ]+\.\*\*/gm)).toEqual([
    '- **Agents.**',
    '- **Streams.**',
    '- **Budget of the bus.**',
    '- **Turn.**',
    '- **Tools.**',
  ]);
  expect(report).toContain('the inbox prefix `_INBOX_shared_member-<member>` and, for JetStream, the domain `shared`');
});
