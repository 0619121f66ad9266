import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { PLATFORM_ACCOUNT } from '../../../src/core/bus/account';
import { BUDGET_PUBLISH, BUDGET_PUBLISHER, budgetExport, budgetGrant, budgetImport, budgetSubject } from '../../../src/core/budget/bus';
import { freePorts } from '../harness/ports';
import { pause } from '../harness/poll';
import { type Running, startProcess, temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';

const ACCOUNTS = ['acme', 'globex'];
const AGENTS = ['search', 'answer'];

/** The lines under test, and around them just enough of a server: a user of each agent with its grant, and passwords instead of keys. */
function configuration(port: number, monitoringPort: number): string {
  const user = (name: string, publish: readonly string[], subscribe: readonly string[]): string =>
    `{ user: ${JSON.stringify(name)}, password: test, permissions: { publish: { allow: ${JSON.stringify(publish)} }, subscribe: { allow: ${JSON.stringify(subscribe)} } } }`;
  return [
    `listen: "127.0.0.1:${port}"`,
    `http: "127.0.0.1:${monitoringPort}"`,
    'accounts {',
    `  ${PLATFORM_ACCOUNT} { exports: [${ACCOUNTS.map(budgetExport).join(', ')}], users: [${user(BUDGET_PUBLISHER, BUDGET_PUBLISH, ['_INBOX.>'])}] }`,
    ...ACCOUNTS.map(
      (account) =>
        `  ${account} { imports: [${budgetImport(PLATFORM_ACCOUNT, account)}], users: [${AGENTS.map((agent) =>
          user(`${account}-${agent}`, ['tasks.>'], [budgetGrant(agent)]),
        ).join(', ')}] }`,
    ),
    '}',
    '',
  ].join('\n');
}

withComponents(['nats-server'], 'budgets on the bus', () => {
  const folder = temporaryFolder('budget-bus-');
  const clients: NatsConnection[] = [];
  let server: Running;
  let port = 0;

  beforeAll(async () => {
    const [clientPort = 0, monitoringPort = 0] = await freePorts(2);
    port = clientPort;
    const file = join(folder.path, 'nats.conf');
    writeFileSync(file, configuration(port, monitoringPort), { mode: 0o600 });
    server = await startProcess({ name: 'nats-server', args: ['-c', file], folder: folder.path, ready: () => healthy(monitoringPort) });
  }, 60_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server.stop();
    folder.remove();
  });

  async function login(user: string): Promise<{ client: NatsConnection; refusals: string[]; hear: (subject: string) => string[] }> {
    const client = await connect({ servers: `127.0.0.1:${port}`, user, pass: 'test' });
    clients.push(client);
    const refusals: string[] = [];
    void (async () => {
      for await (const status of client.status()) if (status.type === 'error') refusals.push(status.error.message);
    })();
    const hear = (subject: string): string[] => {
      const heard: string[] = [];
      client.subscribe(subject, {
        callback: (error, message) => {
          if (error === null) heard.push(`${message.subject} ${message.string()}`);
        },
      });
      return heard;
    };
    return { client, refusals, hear };
  }

  test('an agent hears its own budget and no other’s, and only the platform says what is spent', async () => {
    const publisher = await login(BUDGET_PUBLISHER);
    const [search, answer, other] = [await login('acme-search'), await login('acme-answer'), await login('globex-search')];
    const heard = [search.hear(budgetGrant('search')), answer.hear(budgetGrant('answer')), other.hear(budgetGrant('search'))];
    const [curious, foreign] = [search.hear('budget.>'), search.hear(budgetSubject('globex', 'search'))];
    await Promise.all([search, answer, other].map(({ client }) => client.flush()));

    publisher.client.publish(budgetSubject('acme', 'search'), 'spent');
    publisher.client.publish(budgetSubject('globex', 'search'), 'open');
    // what an agent says of budgets, under either name, nobody hears
    for (const subject of ['budget.search', budgetSubject('acme', 'answer'), budgetSubject('globex', 'search')]) {
      search.client.publish(subject, 'forged');
    }
    await Promise.all([publisher, search].map(({ client }) => client.flush()));
    await pause();

    expect(heard).toEqual([['budget.search spent'], [], ['budget.search open']]);
    expect([curious, foreign]).toEqual([[], []]);
    expect(search.refusals.map((text) => text.toLowerCase()).filter((text) => text.includes('publish'))).toHaveLength(3);
    expect(publisher.refusals).toEqual([]);
  }, 30_000);
});

function healthy(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/healthz' }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on('error', reject);
  });
}
