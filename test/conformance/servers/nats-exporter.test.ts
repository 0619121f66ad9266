import { natsExporter } from '../../../src/features/bus/metric-sources';
import { Inventory, objectsAt, valueAt } from '../../../src/judges/inventory/inventory';
import { observed } from '../../judges/checks/observed';
import { until } from '../harness/poll';
import { temporaryFolder } from '../harness/process';
import { withComponents } from '../harness/require';
import { JetStream } from './jet-stream';
import { NatsClient } from './nats-client';
import { type Exporter, exporterPath, type Sample, startExporter } from './nats-exporter';
import { type NatsServer, startNatsServer } from './nats-server';

const ACME = { name: 'acme', password: 'acme-password' };
/** Series of streams that take from others, of which there are none here. */
const OF_OTHER_STREAMS = /_stream_(source|mirror)_/;
/** Of the exporter's own process, and of the endpoints of the server that were asked. */
const OWN = /^(go|process|promhttp)_|_varz_http_req_stats_/;

/** Arguments of the exporter as they are rendered. */
function renderedArgs(natsMetricPrefix: 'jetstream' | 'nats'): string[] {
  const bus = Inventory.of(observed({ natsMetricPrefix, tenants: [] })).object('StatefulSet', 'platform', 'nats');
  const exporter = objectsAt(bus?.document, 'spec', 'template', 'spec', 'containers').find(({ name }) => name === 'exporter');
  const args = valueAt(exporter, 'args');
  return Array.isArray(args) ? args.map(String) : [];
}

const path = exporterPath();

withComponents(
  ['nats-server'],
  'prometheus-nats-exporter',
  () => {
    const folder = temporaryFolder('exporter-');
    let server: NatsServer;
    let client: NatsClient;
    let stream: JetStream;
    const exporters = new Map<string, Exporter>();

    beforeAll(async () => {
      server = await startNatsServer(folder.path, { accounts: [ACME] });
      client = await NatsClient.connect(server.port, { user: ACME.name, password: ACME.password });
      stream = new JetStream(client);
      await stream.createWorkQueue('TASKS', ['tasks.>']);
      for (const consumer of ['search', 'orders']) {
        await stream.createConsumer({
          stream: 'TASKS',
          consumer,
          subjects: [`tasks.${consumer}.>`],
          ackWaitSeconds: 60,
          maxAckPending: 100,
        });
      }
      // the exporter is silent on the last delivery until there was one
      client.publish('tasks.orders.a', 'x');
      const pulled = await until('a message to be stored and delivered', async () => {
        const messages = await stream.pull('TASKS', 'orders', 1);
        return messages.length > 0 ? messages : undefined;
      });
      await stream.acknowledge(pulled);
      for (const prefix of ['jetstream', 'nats'] as const)
        exporters.set(prefix, await startExporter(path ?? '', renderedArgs(prefix), server.monitoringPort));
    });
    afterAll(async () => {
      client.close();
      for (const { stop } of exporters.values()) stop();
      await server.stop();
      folder.remove();
    });

    const scraped = async (prefix: string): Promise<Sample[]> => (await exporters.get(prefix)?.scrape()) ?? [];

    test.each(['jetstream', 'nats'] as const)('serves exactly the names and labels of the table, with the prefix %s', async (prefix) => {
      const served = new Map<string, string>();
      for (const { name, labels } of await scraped(prefix)) if (!OWN.test(name)) served.set(name, Object.keys(labels).sort().join(' '));
      const table = [...natsExporter(renderedArgs(prefix)).metrics].filter(([name]) => !OF_OTHER_STREAMS.test(name));
      expect(Object.fromEntries([...served].sort())).toEqual(
        Object.fromEntries(table.map(([name, labels]) => [name, [...(labels ?? [])].sort().join(' ')]).sort()),
      );
      expect(served.size).toBeGreaterThan(80);
    });

    test('tells what the alerts are built on: a floor that stays below the oldest unfinished message, and a leader', async () => {
      const figures = async (): Promise<Record<string, number>> => {
        const mine = (await scraped('jetstream')).filter(({ labels }) => labels['consumer_name'] === 'search');
        expect(new Set(mine.map(({ labels }) => labels['is_consumer_leader']))).toEqual(new Set(['true']));
        const of = (name: string): number => mine.find((sample) => sample.name === `jetstream_consumer_${name}`)?.value ?? Number.NaN;
        return {
          waiting: of('num_pending'),
          working: of('num_ack_pending'),
          floor: of('ack_floor_stream_seq'),
          newest: of('delivered_stream_seq'),
          deliveries: of('delivered_consumer_seq'),
        };
      };
      for (let count = 0; count < 5; count += 1) client.publish('tasks.search.a', 'x');
      await until('the messages to be stored', async () =>
        (await stream.consumer('TASKS', 'search')).num_pending === 5 ? true : undefined,
      );
      expect(await figures()).toEqual({ waiting: 5, working: 0, floor: 0, newest: 0, deliveries: 0 });
      const [first, ...others] = await stream.pull('TASKS', 'search', 4);
      await stream.acknowledge(others);
      expect(await figures()).toEqual({ waiting: 1, working: 1, floor: 0, newest: 5, deliveries: 4 });
      await stream.acknowledge(first === undefined ? [] : [first]);
      expect(await figures()).toEqual({ waiting: 1, working: 0, floor: 5, newest: 5, deliveries: 4 });
    });
  },
  path === undefined ? 'prometheus-nats-exporter in KUBEBUILDER_ASSETS or PATH' : undefined,
);
