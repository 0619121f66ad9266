import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import * as jsYaml from 'js-yaml';
import { type ServerName, startApiServer } from './api-server';
import { locateOrFail, versionOf } from './components';
import { ETCD_DATA, startEtcd } from './etcd';
import type { KubeClient, KubeObject } from './kube-client';
import { until } from './poll';
import { temporaryFolder } from './run-folder';
import { standIns } from './stand-ins';

const DIST = resolve(__dirname, '..', '..', '..', 'dist');

/** What the folder of seeds is called, before the user's number. */
const SEEDS_PREFIX = 'cdk8s-agents-seeds-';

/** What a seed depends on besides files and versions; a higher number makes all of them anew. */
const SEED_FORMAT = 4;

/** Kinds that nobody renders or runs here, and whose rules 1.30 cannot compile: `isIP` of CEL came with 1.31. */
const LEFT_OUT: readonly string[] = ['TLSRoute'];

/** All are sent at once, and the last of them waits for all others. */
const ESTABLISHED_MS = 180_000;

/** Group and kind in a definition; a parser takes seconds for all of them. */
const DEFINED = /^ {2}group: (\S+)\n(?: {2}scope: .*\n)? {2}names:\n(?: {4,}.*\n)*? {4}kind: (\S+)$/gm;

/** A definition, as far as it is read here. */
export interface Definition extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** Stems of the CRD files that define a kind which rendered objects are of, sorted. */
export function crdsOfDist(): string[] {
  const used = new Set(
    readdirSync(DIST, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .flatMap((file) => [...readFileSync(join(DIST, file), 'utf8').matchAll(/^apiVersion: "?([^/\s]+)\/[^"\s]+"?\nkind: (\S+)$/gm)])
      .map(([, group, kind]) => `${group ?? ''} ${kind ?? ''}`),
  );
  const folder = locateOrFail('crds');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .filter((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(DEFINED)].some(([, group, kind]) => used.has(`${group ?? ''} ${kind ?? ''}`)),
    )
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * Puts a store with these CRDs below `folder`, for etcd to start on.
 *
 * Made once per set and server and then copied: the set of all takes seven seconds to be accepted and a moment to be copied.
 */
export async function seedStore(folder: string, server: ServerName, stems: readonly string[]): Promise<void> {
  if (stems.length === 0) return;
  const seed = join(seedsFolder(), seedKey(server, stems));
  if (!existsSync(seed)) await makeSeed(seed, server, stems);
  cpSync(seed, join(folder, ETCD_DATA), { recursive: true });
}

/**
 * Waits until every kind that the CRDs serve can be listed.
 *
 * That is a little after the server says that it is ready: discovery follows, and a store's cache answers 429 until it is filled.
 */
export async function untilServed(client: KubeClient, stems: readonly string[]): Promise<void> {
  const paths = definitions(stems).flatMap(({ spec: { group, names, versions } }) =>
    versions.filter(({ served }) => served).map(({ name }) => `/apis/${group}/${name}/${names.plural}?limit=1`),
  );
  await Promise.all(
    paths.map((path) => until(`${path} to be served`, async () => ((await client.request('GET', path)).status === 200 ? true : undefined))),
  );
}

function definitions(stems: readonly string[]): Definition[] {
  const folder = locateOrFail('crds');
  const real = stems
    .flatMap((stem) => jsYaml.loadAll(readFileSync(join(folder, `${stem}.yaml`), 'utf8')))
    .filter((document) => (document as KubeObject | null)?.kind === 'CustomResourceDefinition') as Definition[];
  return [...real, ...standIns(real)].filter(({ spec }) => !LEFT_OUT.includes(spec.names.kind));
}

function seedKey(server: ServerName, stems: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify([SEED_FORMAT, versionOf(server), versionOf('etcd'), ...stems]));
  for (const stem of stems) hash.update(readFileSync(join(locateOrFail('crds'), `${stem}.yaml`)));
  return hash.digest('hex').slice(0, 16);
}

/** Survives the run; below the temporary folder of the machine, so another user could have been there first. */
function seedsFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `${SEEDS_PREFIX}${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== uid) throw new Error(`${folder} is not this user's own folder`);
  chmodSync(folder, 0o700);
  return folder;
}

async function makeSeed(seed: string, server: ServerName, stems: readonly string[]): Promise<void> {
  const folder = temporaryFolder('seed-');
  try {
    const etcd = await startEtcd(folder.path);
    try {
      const api = await startApiServer(server, folder.path, etcd.url, false);
      try {
        await Promise.all(definitions(stems).map((definition) => establish(api.client, definition)));
      } finally {
        api.client.close();
        await api.running.stop();
      }
    } finally {
      await etcd.running.stop();
    }
    moveUnlessThere(join(folder.path, ETCD_DATA), seed);
  } finally {
    folder.remove();
  }
}

async function establish(client: KubeClient, definition: Definition): Promise<void> {
  const { name } = definition.metadata;
  const { status, body } = await client.create(definition);
  if (status !== 201) throw new Error(`CRD ${name}: HTTP ${status}: ${body.message ?? ''}`);
  await until(
    `CRD ${name} to be established`,
    async () => {
      const { conditions } = (await client.get(definition)).body['status'] as {
        conditions?: readonly { readonly type: string; readonly status: string }[] | null;
      };
      return conditions?.some((condition) => condition.type === 'Established' && condition.status === 'True') === true ? true : undefined;
    },
    ESTABLISHED_MS,
  );
}

/** Of two runs that made it at the same time the first one's counts; a reader never sees half of it. */
function moveUnlessThere(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
