import { ignoredFor, type IgnoredFields } from '../../src/features/delivery/ignored';
import { checkFolder, isTenantFolder, stageOfFile } from '../../src/features/delivery/layout';
import { byIdentity, type ObjectIdentity } from '../../src/features/delivery/object';
import { rolloutS } from '../../src/features/delivery/rollout-time';
import { STAGES } from '../../src/features/delivery/stages';
import { checkSubstitution } from '../../src/features/delivery/substitution';
import { byText } from '../../src/kernel/order';
import type { Problems } from '../../src/kernel/problems';
import type { Inventory, RenderedObject } from '../../src/judges/inventory/inventory';

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
  readonly files: Set<string>;
  readonly objects: ObjectIdentity[];
  /** By object: two releases may name the same one. */
  readonly ignored: Map<string, IgnoredFields>;
  readonly literal: ObjectIdentity[];
  longestS: number;
}

/** Keeps of the objects of an environment, as they pass, what rights and waiting are derived from. */
export class DeliveryInventory {
  private readonly found = new Map<string, Stage>();
  /** Files that no stage has. */
  private readonly strays = new Set<string>();

  public see(app: Inventory): void {
    for (const object of app.all) {
      const stage = stageOfFile(object.source.file);
      if (stage === undefined) this.strays.add(object.source.file);
      else keep(this.stage(stage.name, stage.folder), object);
    }
  }

  /** Checks `delivery-folder`. */
  public check(problems: Problems): void {
    for (const file of [...this.strays].sort(byText)) problems.rule('', checkFolder(file));
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
        files: [...stage.files].sort(byText),
        objects: stage.objects.sort(byIdentity),
        ignored: [...stage.ignored].sort(([a], [b]) => byText(a, b)).map(([, fields]) => fields),
        literal: stage.literal.sort(byIdentity),
        namespaces: namespacesOf(stage, tenants),
        after: before === undefined ? [] : [before],
      };
    });
  }

  private stage(name: string, folder: string): Stage {
    // a tenant may be called as a stage is: told apart here, and refused by `delivery-order`
    const none = { files: new Set<string>(), objects: [], ignored: new Map<string, IgnoredFields>(), literal: [], longestS: 0 };
    const stage = this.found.get(folder) ?? { name, folder, ...none };
    this.found.set(folder, stage);
    return stage;
  }
}

function keep(stage: Stage, { apiVersion, kind, name, namespace, annotations, document, source }: RenderedObject): void {
  const identity = { apiVersion, kind, name, ...(namespace !== undefined && { namespace }) };
  stage.files.add(source.file);
  stage.objects.push(identity);
  for (const fields of ignoredFor([document])) stage.ignored.set(`${fields.kind} ${fields.namespace} ${fields.name}`, fields);
  stage.longestS = Math.max(stage.longestS, rolloutS(document));
  if (checkSubstitution(document, annotations) !== undefined) stage.literal.push(identity);
}

function isTenants({ folder }: Pick<Stage, 'folder'>): boolean {
  return isTenantFolder(folder);
}

/** A tenant has one, whatever its folder says; the platform has those that its objects are in, but none of a tenant; what is of the cluster has none. */
function namespacesOf(stage: Stage, tenants: ReadonlySet<string>): string[] {
  if (isTenants(stage)) return [stage.name];
  if (stage.name === STAGES.cluster) return [];
  const used = new Set(stage.objects.flatMap(({ namespace }) => (namespace === undefined ? [] : [namespace])));
  return [...used].filter((namespace) => stage.name === STAGES.namespaces || !tenants.has(namespace)).sort(byText);
}
