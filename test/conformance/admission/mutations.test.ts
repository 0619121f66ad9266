import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crdSchemas } from '../../../src/judges/schemas/crd-schema';
import { fieldTable } from '../../../src/judges/schemas/field-table';
import { parseManifests } from '../../../src/judges/inventory/parse';
import { type Schemas, validateStrict } from '../../../src/judges/schemas/strict';
import { locateOrFail } from '../harness/components';
import { type Cluster, startCluster } from '../harness/control-plane';
import type { KubeClient, KubeObject } from '../harness/kube-client';
import { withComponents } from '../harness/require';
import { STAND_IN_KINDS } from '../harness/stand-ins';
import { committedEnvironments } from './committed';
import { DIFFERENCES, explanationOf, type Verdicts } from './differences';
import { type Mutation, mutationsOf } from './mutations';

/** Server, and the minor whose field table it is held against. */
const SERVERS = [
  ['kube-apiserver', '1.36'],
  ['kube-apiserver-1.33', '1.33'],
] as const;

/** Least number of mutations that say something about a validator. */
const ENOUGH = 300;

/** Requests at a time. */
const AT_ONCE = 8;

for (const [server, minor] of SERVERS) {
  withComponents(['etcd', server, 'crds'], `strict validation beside ${server}`, () => {
    const mutations = mutationsOf(samples());
    let cluster: Cluster;
    let verdicts: readonly Verdicts[];

    beforeAll(async () => {
      cluster = await startCluster({ server });
      for (const name of namespacesOf(mutations)) await cluster.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      verdicts = await judged(cluster.client, mutations, { core: fieldTable(minor), custom: crdSchemas(definitions()) });
    });
    afterAll(async () => {
      await cluster.stop();
    });

    const differing = (): readonly Verdicts[] =>
      verdicts.filter(({ server: theirs, own }) => (theirs === undefined) !== (own === undefined));

    test('agrees on every mutation, but for what is listed with a reason', () => {
      const unexplained = differing().filter((verdict) => explanationOf(verdict) === undefined);
      const agreed = verdicts.length - differing().length;
      const listed = differing().length - unexplained.length;
      process.stdout.write(`${server}: ${verdicts.length} mutations, ${agreed} agreed, ${listed} differ as listed\n`);
      expect(
        unexplained.map(({ title, server: theirs, own }) => `${title}\n  server: ${theirs ?? 'accepts'}\n  own: ${own ?? 'accepts'}`),
      ).toEqual([]);
    });

    test('sees enough of both verdicts', () => {
      expect(verdicts.length).toBeGreaterThanOrEqual(ENOUGH);
      expect(verdicts.filter(({ server: theirs }) => theirs === undefined).length).toBeGreaterThanOrEqual(ENOUGH / 4);
      expect(verdicts.filter(({ server: theirs }) => theirs !== undefined).length).toBeGreaterThanOrEqual(ENOUGH / 4);
    });

    test('lists no difference that is not seen', () => {
      const seen = new Set(differing().map(explanationOf));
      const unseen = DIFFERENCES.filter((difference) => difference.until === undefined || minor < difference.until).filter(
        (difference) => !seen.has(difference),
      );
      expect(unseen.map(({ reason }) => reason)).toEqual([]);
    });
  });
}

/** Every object whose definition is here; a Namespace under a name that is not taken yet. */
function samples(): KubeObject[] {
  return committedEnvironments().flatMap(({ objects }) =>
    objects
      .filter(({ kind }) => !STAND_IN_KINDS.includes(kind))
      .map((object) =>
        object.kind === 'Namespace' ? { ...object, metadata: { ...object.metadata, name: `${object.metadata.name}-2` } } : object,
      ),
  );
}

function namespacesOf(mutations: readonly Mutation[]): string[] {
  return [...new Set(mutations.map(({ original }) => original.metadata.namespace))].filter((name) => name !== undefined);
}

function definitions(): Parameters<typeof crdSchemas>[0] {
  const folder = locateOrFail('crds');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseManifests(readFileSync(join(folder, file), 'utf8'), file).map(({ document }) => document));
}

async function judged(client: KubeClient, mutations: readonly Mutation[], schemas: Schemas): Promise<Verdicts[]> {
  const verdicts: Verdicts[] = [];
  const waiting = [...mutations];
  const work = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const [finding] = validateStrict(next.mutated, schemas);
      verdicts.push({
        title: next.title,
        server: await refusal(client, next),
        own: finding === undefined ? undefined : `${finding.place}: ${finding.rule}: ${finding.problem}`,
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return verdicts;
}

/** Created, as a dry run, where the original belongs. */
async function refusal(client: KubeClient, { original, mutated }: Mutation): Promise<string | undefined> {
  const collection = (await client.pathOf(original)).replace(/\/[^/]+$/, '');
  const { status, body } = await client.request('POST', `${collection}?fieldValidation=Strict&dryRun=All`, mutated);
  return status < 300 ? undefined : `${status} ${body.message ?? ''}`;
}
