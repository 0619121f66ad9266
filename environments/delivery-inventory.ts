import { ignoredFor, type IgnoredFields } from '../src/core/delivery/ignored';
import { byIdentity, type ObjectIdentity } from '../src/core/delivery/object';
import { rolloutS } from '../src/core/delivery/rollout-time';
import { STAGES } from '../src/core/delivery/stages';
import { substitutionHolds } from '../src/core/delivery/substitution';
import { byText } from '../src/core/order';
import type { Problems } from '../src/core/problems';
import { shown } from '../src/core/shown';
import { parseManifests } from '../src/manifests/parse';
import type { Files } from '../src/render/files';

/** File of a folder that bounds its namespace, and so belongs to a stage of its own: whoever deploys a tenant may not widen it. */
export const NAMESPACE_FILE = '00-namespace.yaml';

/** What one stage applies. */
export interface StageContents {
  readonly name: string;
  /** Folder of its files below the environment's; of the namespaces, that of all. */
  readonly folder: string;
  /** Files below the environment's folder, sorted. */
  readonly files: string[];
  /** Sorted. */
  readonly objects: ObjectIdentity[];
  readonly namespaces: string[];
  readonly after: string[];
  readonly longestS: number;
  readonly ignored: IgnoredFields[];
  /** Objects whose text Flux must not take for a template. */
  readonly literal: ObjectIdentity[];
}

interface Stage {
  readonly name: string;
  readonly folder: string;
  readonly files: string[];
  readonly objects: ObjectIdentity[];
  readonly ignored: IgnoredFields[];
  readonly literal: ObjectIdentity[];
  longestS: number;
}

/** A rendered object, as far as it is read here. */
interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
}

/** Reads the files of an environment as they pass, and keeps of each object what rights and waiting are derived from. */
export class DeliveryInventory {
  private readonly found = new Map<string, Stage>();
  /** Files below `manifests/` that no stage has. */
  private readonly strays: string[] = [];

  public add(files: Files): void {
    for (const [file, text] of files) {
      if (!file.startsWith('manifests/')) continue;
      const stage = this.stageOf(file);
      if (stage === undefined) this.strays.push(file);
      else read(stage, file, text);
    }
  }

  /** Rule `delivery-folder`: every manifest is in a folder that a stage applies. */
  public check(problems: Problems): void {
    for (const file of [...this.strays].sort(byText)) {
      problems.that(
        false,
        '',
        'delivery-folder',
        `nobody would apply ${shown(file)}`,
        'render it into manifests/cluster, manifests/platform or manifests/tenants/<namespace>',
      );
    }
  }

  /** In the order in which they are applied: cluster, namespaces, platform, then the tenants by namespace. */
  public stages(): StageContents[] {
    const shared: readonly string[] = Object.values(STAGES);
    const rank = (stage: Stage): number => (isTenants(stage) ? shared.length : shared.indexOf(stage.name));
    const sorted = [...this.found.values()].sort((a, b) => rank(a) - rank(b) || byText(a.name, b.name));
    // a stage that is empty is none; what would wait for it waits for the one before it
    const tenants = new Set(sorted.filter(isTenants).map(({ name }) => name));
    const there = shared.filter((name) => sorted.some((stage) => stage.name === name));
    return sorted.map((stage) => {
      const before = there.slice(0, rank(stage)).at(-1);
      return {
        ...stage,
        files: stage.files.sort(byText),
        objects: stage.objects.sort(byIdentity),
        literal: stage.literal.sort(byIdentity),
        namespaces: namespacesOf(stage, tenants),
        after: before === undefined ? [] : [before],
      };
    });
  }

  private stageOf(file: string): Stage | undefined {
    const [, top = '', next = '', last, ...deeper] = file.split('/');
    const tenant = top === 'tenants' && last !== undefined && deeper.length === 0;
    const plain = (top === STAGES.cluster || top === STAGES.platform) && next !== '' && last === undefined;
    if (!tenant && !plain) return undefined;
    if (top !== STAGES.cluster && (last ?? next) === NAMESPACE_FILE) return this.stage(STAGES.namespaces, 'manifests');
    return tenant ? this.stage(next, `manifests/tenants/${next}`) : this.stage(top, `manifests/${top}`);
  }

  private stage(name: string, folder: string): Stage {
    // a tenant may be called as a stage is: told apart here, and refused by `delivery-order`
    const stage = this.found.get(folder) ?? { name, folder, files: [], objects: [], ignored: [], literal: [], longestS: 0 };
    this.found.set(folder, stage);
    return stage;
  }
}

function read(stage: Stage, file: string, text: string): void {
  const documents = parseManifests(text, file).map(({ document }) => document as Rendered);
  stage.files.push(file);
  stage.ignored.push(...ignoredFor(documents));
  for (const document of documents) {
    const { apiVersion, kind, metadata } = document;
    const { name, namespace, annotations } = metadata;
    const identity = { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
    stage.objects.push(identity);
    stage.longestS = Math.max(stage.longestS, rolloutS(document));
    if (substitutionHolds(document, annotations) !== undefined) stage.literal.push(identity);
  }
}

function isTenants({ folder }: Pick<Stage, 'folder'>): boolean {
  return folder.startsWith('manifests/tenants/');
}

/** A tenant has one, whatever its folder says; the platform has those that its objects are in, but none of a tenant; what is of the cluster has none. */
function namespacesOf(stage: Stage, tenants: ReadonlySet<string>): string[] {
  if (isTenants(stage)) return [stage.name];
  if (stage.name === STAGES.cluster) return [];
  const used = new Set(stage.objects.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace])));
  return [...used].filter((namespace) => stage.name === STAGES.namespaces || !tenants.has(namespace)).sort(byText);
}
