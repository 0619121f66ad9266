import { isDeepStrictEqual } from 'node:util';
import { CleanUp } from '../harness/clean-up';
import { withComponents } from '../harness/require';
import { accountNamed } from './bus-accounts';
import { besiege, sharedIn } from './bus-attacks';
import { committedBus, onOneServer, readAccounts, replacedIn } from './bus-committed';
import { runBus } from './bus-running';
import { BusUses } from './bus-uses';

/** One part of the committed text and what stands there instead. */
type Change = readonly [part: string, by: string];

/** A grant more beside one that stands in the text once. */
const beside = (own: string, more: string): Change => [`"${own}"\n`, `"${own}"\n"${more}"\n`];

/** What is exported to acme, and how acme calls it. */
const exported = (subject: string, to: string): Change[] => [
  [
    '{ service: "tasks.product-search.birch.>"',
    `{ service: "${subject}", accounts: ["acme"], response_type: "stream" }\n{ service: "tasks.product-search.birch.>"`,
  ],
  [
    '{ service: { account: PLATFORM, subject: "tools.acme.>" }',
    `{ service: { account: "shared-tenants", subject: "${subject}" }, to: "${to}" }\n{ service: { account: PLATFORM, subject: "tools.acme.>" }`,
  ],
];

interface Opened {
  readonly title: string;
  readonly changes: readonly Change[];
  /** Who holds more than is declared. */
  readonly attacker: string;
  readonly victim: string;
  /** Some of what gets through. */
  readonly finds: readonly string[];
  /** How many attempts get through. */
  readonly count: number;
  /** Whether the victim's state tells. */
  readonly changed: boolean;
}

const MEMBER = 'shared-tenants/member-birch';
const AGENT = 'acme/agent-order-tracking';
const COORDINATOR = 'acme/agent-coordinator';
const PUBLISHER = 'PLATFORM/budget-publisher';

const OPENED: readonly Opened[] = [
  {
    title: 'a member may ask JetStream for anything; there is none in its own account, and yet it is found',
    changes: [beside('tasks.product-search.birch.>', '$JS.API.>')],
    attacker: MEMBER,
    victim: 'shared-tenants',
    finds: [`${MEMBER} publish $JS.API.STREAM.PURGE.TASKS`],
    count: 44,
    changed: false,
  },
  {
    title: 'an agent of acme may ask JetStream for anything, and hears the inbox of another',
    changes: [
      beside('$JS.ACK.TASKS.order-tracking.>', '$JS.API.>'),
      beside('_INBOX_acme_agent-order-tracking.>', '_INBOX_acme_agent-coordinator.>'),
    ],
    attacker: AGENT,
    victim: 'acme',
    finds: [`${AGENT} publish $JS.API.STREAM.PURGE.TASKS`, `${AGENT} subscribe _INBOX_acme_agent-coordinator.>`],
    count: 23,
    changed: true,
  },
  {
    title: 'acme imports the pool’s JetStream and one agent may call it',
    changes: [...exported('$JS.API.>', '$JS.shared-tenants.API.>'), beside('tasks.order-tracking.>', '$JS.shared-tenants.API.>')],
    attacker: COORDINATOR,
    victim: 'shared-tenants',
    finds: [`${COORDINATOR} publish $JS.shared-tenants.API.STREAM.PURGE.RESULTS`],
    count: 49,
    changed: true,
  },
  {
    title: 'acme imports a subject of the pool that its coordinator publishes as its own',
    changes: exported('tasks.product-search.>', 'tasks.product-search.>'),
    attacker: COORDINATOR,
    victim: 'shared-tenants',
    finds: [],
    count: 0,
    changed: true,
  },
  {
    title: 'an agent of acme may say that another’s budget is spent, and hear it',
    changes: [
      beside('$JS.ACK.TASKS.order-tracking.>', 'budget.product-search'),
      beside('_INBOX_acme_agent-order-tracking.>', 'budget.product-search'),
    ],
    attacker: AGENT,
    victim: 'acme',
    finds: [`${AGENT} publish budget.product-search`, `${AGENT} subscribe budget.product-search`],
    count: 2,
    changed: false,
  },
  {
    title: 'acme imports the budgets of the pool and one agent may hear one',
    changes: [
      [
        '{ stream: "budget.shared-tenants.>", accounts: ["shared-tenants"] }',
        '{ stream: "budget.shared-tenants.>", accounts: ["shared-tenants", "acme"] }',
      ],
      [
        '{ stream: { account: PLATFORM, subject: "budget.acme.>" }',
        '{ stream: { account: PLATFORM, subject: "budget.shared-tenants.>" }, to: "budget.shared-tenants.>" }\n{ stream: { account: PLATFORM, subject: "budget.acme.>" }',
      ],
      beside('_INBOX_acme_agent-coordinator.>', 'budget.shared-tenants.product-search'),
    ],
    attacker: COORDINATOR,
    victim: 'shared-tenants',
    finds: [`${COORDINATOR} subscribe budget.shared-tenants.product-search`],
    count: 1,
    changed: false,
  },
  {
    title: 'whoever says what is spent may call tools too, in the name of any account',
    changes: [beside('budget.*.*', 'tools.*.>')],
    attacker: PUBLISHER,
    victim: 'acme',
    finds: [`${PUBLISHER} publish tools.acme.web.search`],
    count: 1,
    changed: false,
  },
];

withComponents(['nats-server'], 'the committed bus of swarm/prod with one grant more', () => {
  test.each(OPENED)('fails: $title', async ({ changes, attacker, victim, finds, count, changed }) => {
    const cleanUp = new CleanUp();
    try {
      const bus = onOneServer(committedBus('prod'));
      const text = changes.reduce((before, [part, by]) => replacedIn(before, part, by), bus.text);
      const running = await runBus(bus, text, cleanUp);
      expect(running.servers.problem).toBeUndefined();
      for (const account of ['acme', 'shared-tenants']) {
        const uses = new BusUses(accountNamed(bus, account), (user) => running.as(account, user));
        await uses.provision();
        await uses.publish();
      }
      const attackers = running.clients.filter(({ account, user }) => `${account}/${user}` === attacker);
      const { others, within, before, after } = await besiege({ ...running, clients: attackers }, victim);
      const found = [...others.succeeded, ...within.succeeded];
      expect(found.map((line) => line.replace(/: .*/s, ''))).toEqual(expect.arrayContaining([...finds]));
      expect(found).toHaveLength(count);
      expect(isDeepStrictEqual(after, before)).toBe(!changed);
    } finally {
      await cleanUp.run();
    }
  });

  test('fails: a grant on another member’s consumer that is rendered is in the list of what is shared', () => {
    const bus = committedBus('prod');
    const next = '$JS.shared-tenants.API.CONSUMER.MSG.NEXT.RESULTS';
    const text = replacedIn(bus.text, `"${next}.birch"\n`, `"${next}.birch"\n"${next}.cedar"\n`);
    const accounts = readAccounts(text).map((account) => ({ ...account, streams: accountNamed(bus, account.name).streams }));
    const before = sharedIn(bus, 'shared-tenants');
    expect(sharedIn({ ...bus, accounts }, 'shared-tenants').filter((line) => !before.includes(line))).toEqual([
      `member-birch publish ${next}.cedar`,
    ]);
  });
});
