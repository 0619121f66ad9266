import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { BusAccounts } from '../../../constructs/bus/bus-accounts';
import { JetStreamStream } from '../../../constructs/bus/jet-stream-stream';
import type { QueueSwitch } from '../../../src/features/bus/queue-versions';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { validateStrict } from '../../../src/judges/schemas/strict';
import { blueGreen, canary, chartOf, objects } from './queue-versions-fixture';
import type { Manifest } from '../agent/agent-fixture';

const FILES = ['prometheus-operator-v0.93.0.yaml', 'keda-v2.20.2.yaml', 'nack-v0.22.4.yaml'];
const CRDS = [process.env['CRDS_DIR'], resolve(__dirname, '..', '..', '..', '..', 'shared', 'crds')].find(
  (folder) => folder !== undefined && FILES.every((file) => existsSync(resolve(folder, file))),
);

const withCrds = CRDS === undefined ? test.skip : test;

/** Consumers of an account whose agent has two versions. */
function consumers(queueSwitch: QueueSwitch): Manifest[] {
  const account = BusAccounts.tenant({
    name: 'acme',
    servers: 3,
    provisionerNkey: 'UBDYY3DO3XYWRTCH6FZKN5CJQQ66BHASLUO4DUGQMSDXEPHOY5R3NHNN',
    tasks: { maxBytes: 2 ** 30, maxAgeS: 86_400, duplicateWindowS: 120 },
    agents: [
      {
        name: 'search',
        nkey: 'UBNIZUDWZHRIKGPXG2JVG5HZ7YONRLKKWSQCR46ITE7JZDLNLJH5EGOI',
        publishes: [],
        consumes: { consumer: { name: 'search', filterSubjects: ['tasks.search.>'], ackWaitS: 30, maxDeliver: 5, maxAckPending: 375 } },
        next: { switch: queueSwitch, maxAckPending: 38 },
        tools: false,
        connections: 8,
      },
    ],
  });
  const chart: Chart = chartOf();
  for (const stream of account.streams) new JetStreamStream(chart, stream.name, { account: account.name, stream });
  return Testing.synth(chart) as Manifest[];
}

test('only a consumer that is to be paused says so, with a date that stays the same', () => {
  const paused = (queueSwitch: QueueSwitch) =>
    consumers(queueSwitch)
      .filter(({ kind }) => kind === 'Consumer')
      .map(({ metadata, spec }) => [metadata.name, spec['pauseUntil']]);
  expect(paused({ kind: 'blue-green', active: 'none', exclusive: true })).toEqual([
    ['acme-tasks-search', undefined],
    ['acme-tasks-search-next', '2100-01-01T00:00:00Z'],
  ]);
  for (const free of [{ kind: 'blue-green', active: 'green', exclusive: true } as const, { kind: 'canary', weight: 0 } as const]) {
    expect(paused(free).map(([, until]) => until)).toEqual([undefined, undefined]);
  }
});

withCrds('renders nothing that Kubernetes 1.33 or the real definitions do not know', () => {
  expectKnown(CRDS ?? '');
});

function expectKnown(folder: string): void {
  const definitions = FILES.flatMap((file) => parseManifests(readFileSync(resolve(folder, file), 'utf8'), file));
  const schemas = { core: fieldTable('1.33'), custom: crdSchemas(definitions.map(({ document }) => document)) };
  const rendered = [
    ...objects(canary().chart),
    ...objects(blueGreen({ active: 'green', exclusive: true }).chart),
    ...consumers({ kind: 'blue-green', active: 'none', exclusive: true }),
  ];
  expect(rendered.filter(({ kind }) => kind === 'PrometheusRule')).toHaveLength(2);
  expect(
    rendered.flatMap((object) => validateStrict(object, schemas).map(({ place, problem }) => `${object.kind} ${place}: ${problem}`)),
  ).toEqual([]);
  const rule = rendered.find(({ kind }) => kind === 'PrometheusRule');
  expect(validateStrict({ ...rule, spec: { groups: [{ name: 'x', rules: [{ alrt: 'y', expr: '1' }] }] } }, schemas)).toHaveLength(1);
}
