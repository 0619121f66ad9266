import { readFileSync } from 'node:fs';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { PROVISIONER } from '../../../src/features/bus/account';
import { kindOf, type Rendered } from '../../environments/rendered';
import { NACK_CRDS, startNack } from '../ecosystem/nack';
import { createAll, namespaceObject, untilCondition } from '../ecosystem/objects';
import { CleanUp } from '../harness/clean-up';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeObject } from '../harness/kube-client';
import { until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { login } from './bus-client';
import { type CommittedBus, committedBus, replacedIn } from './bus-committed';
import { declaredConfig, defaulted, splitConfig } from './bus-nack-fields';
import { type BusServers, startBus } from './bus-server';

const NAMESPACE = 'platform';
const KINDS = ['Account', 'Stream', 'Consumer'] as const;
/** Nobody listens there. */
const UNUSED_PORT = 1;
const SERVER = 'nats.platform.svc.cluster.local:4222';

/** What NACK's definition adds to what is declared: all of it is nothing, or off. */
const DEFAULTS_OF_BOTH = { creds: '', nkey: '', servers: [], tlsFirst: false };
const STREAM_DEFAULTS = {
  ...DEFAULTS_OF_BOTH,
  allowAtomicPublish: false,
  allowMsgCounter: false,
  allowMsgSchedules: false,
  allowMsgTtl: false,
  discardPerSubject: false,
  firstSequence: 0,
  maxMsgsPerSubject: 0,
  mirrorDirect: false,
  persistMode: '',
  sealed: false,
  subjectDeleteMarkerTtl: '',
};
const CONSUMER_DEFAULTS = {
  ...DEFAULTS_OF_BOTH,
  flowControl: false,
  headersOnly: false,
  pauseUntil: '',
  pinnedTtl: '',
  priorityPolicy: '',
};
/** What the server's configuration has besides what is declared. */
const STREAM_REST = { allow_msg_ttl: false, consumer_limits: {}, max_msgs_per_subject: -1, mirror_direct: false, sealed: false };
/** The year 1: not paused. */
const CONSUMER_REST = { pause_until: '0001-01-01T00:00:00Z' };

withComponents(['etcd', 'kube-apiserver', 'crds', 'nats-server', 'nack'], 'the committed streams of swarm/prod under NACK', () => {
  const cleanUp = new CleanUp();
  const managers = new Map<string, JetStreamManager>();
  let cluster: Cluster;
  let bus: CommittedBus;
  let servers: BusServers;

  const committed = KINDS.flatMap((kind) => kindOf('prod', kind));
  const made = committed.filter(({ kind }) => kind !== 'Account');
  const shown = ({ kind, metadata }: Rendered): string => `${kind} ${metadata.name}`;

  beforeAll(async () => {
    const folder = temporaryFolder('bus-nack-');
    cleanUp.then(() => {
      folder.remove();
    });
    bus = committedBus('prod');
    servers = cleanUp.add(await startBus(folder.path, bus.text, 3));
    cluster = cleanUp.add(await startCluster({ crds: [NACK_CRDS] }));
    await createAll(cluster.client, [namespaceObject(NAMESPACE), ...secrets(), ...committed.map(reachable)]);
    // resources say with which account they are made: what it dials of itself is never used
    cleanUp.add(await startNack(cluster, UNUSED_PORT));
    for (const { name } of bus.accounts.filter(({ streams }) => streams.length > 0)) {
      const { connection } = await login(servers, bus, name, PROVISIONER);
      cleanUp.then(() => connection.close());
      managers.set(name, await jetstreamManager(connection, { checkAPI: false }));
    }
  });
  afterAll(() => cleanUp.run());

  /** What the External Secrets of the account and the servers' certificate are made of. */
  function secrets(): KubeObject[] {
    const secret = (name: string, stringData: Readonly<Record<string, string>>): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: NAMESPACE },
      stringData,
    });
    const specs = kindOf('prod', 'Account').map(({ spec }) => spec as unknown as AccountSpec);
    const tls = new Set(specs.map((spec) => spec.tls.secret.name));
    return [
      ...[...tls].map((name) => secret(name, { 'ca.crt': readFileSync(servers.authority.certificate, 'utf8') })),
      ...specs.map(({ name, nkey }) => secret(nkey.secret.name, { [nkey.seed]: seedOf(name) })),
    ];
  }

  function seedOf(account: string): string {
    return new TextDecoder().decode(bus.keys.get(`${account}/${PROVISIONER}`)?.getSeed());
  }

  /** The object as it is committed; the servers of an account are those of this test. */
  function reachable(object: Rendered): KubeObject {
    const [port = 0] = servers.ports;
    const text = JSON.stringify(object);
    return JSON.parse(object.kind === 'Account' ? replacedIn(text, SERVER, `127.0.0.1:${port}`) : text) as KubeObject;
  }

  async function configOf({ kind, spec }: Rendered): Promise<Readonly<Record<string, unknown>>> {
    const manager = managers.get(spec['account'] as string);
    if (manager === undefined) throw new Error(`nobody is logged in to ${String(spec['account'])}`);
    const info =
      kind === 'Stream'
        ? manager.streams.info(spec['name'] as string)
        : manager.consumers.info(spec['streamName'] as string, spec['durableName'] as string);
    return (await info).config;
  }

  test('are all made, by the provisioners’ users over TLS', async () => {
    expect(made.map(shown)).toHaveLength(9);
    for (const object of made) await untilCondition(cluster.client, object, 'Ready');
  });

  test.each(made.map((object) => [shown(object), object] as const))(
    '%s has exactly the declared values on the server',
    async (_title, object) => {
      const expected = declaredConfig(object.spec);
      const { declared, rest } = splitConfig(await configOf(object), expected);
      expect(declared).toEqual(expected);
      expect(rest).toEqual(object.kind === 'Stream' ? STREAM_REST : { name: object.spec['durableName'], ...CONSUMER_REST });
    },
  );

  test.each(made.map((object) => [shown(object), object] as const))(
    '%s leaves nothing to a default of NACK that does something',
    async (_title, object) => {
      const { body } = await cluster.client.get(object);
      expect(defaulted(body['spec'] as Rendered['spec'], object.spec)).toEqual(
        object.kind === 'Stream' ? STREAM_DEFAULTS : CONSUMER_DEFAULTS,
      );
    },
  );

  test('follow a changed value, and stay when their resource goes', async () => {
    const [consumer] = made.filter(({ metadata }) => metadata.name === 'acme-tasks-order-tracking');
    if (consumer === undefined) throw new Error('nothing to change');
    const object = consumer as unknown as KubeObject;
    const answer = await cluster.client.patch(object, { spec: { maxAckPending: 77 } });
    expect(answer.status).toBe(200);
    await until('the new value', async () => ((await configOf(consumer))['max_ack_pending'] === 77 ? true : undefined));
    const declared = declaredConfig(consumer.spec);
    // and the comparison of all values sees it
    expect(splitConfig(await configOf(consumer), declared).declared).toEqual({ ...declared, max_ack_pending: 77 });
    await cluster.client.remove(object);
    await until('the resource to be gone', async () => ((await cluster.client.get(object)).status === 404 ? true : undefined));
    expect((await configOf(consumer))['max_ack_pending']).toBe(77);
  });

  test('need nothing that their user is refused', () => {
    expect(servers.log().match(/(Publish|Subscription) Violation.*/g) ?? []).toEqual([]);
  });
});

interface AccountSpec {
  readonly name: string;
  readonly nkey: { readonly secret: { readonly name: string }; readonly seed: string };
  readonly tls: { readonly secret: { readonly name: string } };
}
