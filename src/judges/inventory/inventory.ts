import type { Manifest } from '../../kernel/manifest';
import { byText } from '../../kernel/order';
import type { SourcePosition } from '../../kernel/problems';
import { isJsonObject, type JsonObject } from '../../kernel/json';
import { textOf } from './finding';
import { parseManifests } from './parse';

/** One rendered object and where it stands. */
export interface RenderedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** `undefined` for what belongs to the whole cluster, or says none. */
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly document: JsonObject;
  readonly source: SourcePosition;
}

/** What is kept of the documents that pass. */
export interface InventoryOptions {
  /** Whether a document is kept; what is not is forgotten, so that a large environment is never held in memory. @default - all are */
  readonly keeps?: (object: RenderedObject) => boolean;
}

const NONE: readonly RenderedObject[] = [];

/**
 * What was rendered, by kind, namespace and label: all that judges read. It reads objects, not constructs, so patched and hand-written
 * objects are included.
 */
export class Inventory {
  private readonly kinds = new Map<string, RenderedObject[]>();
  private readonly places = new Map<string, RenderedObject[]>();
  private readonly names = new Map<string, RenderedObject>();
  private readonly kept: RenderedObject[] = [];
  private readonly without: Manifest[] = [];

  constructor(private readonly options: InventoryOptions = {}) {}

  /** An inventory of files, as pairs of path and text. */
  public static of(files: Iterable<readonly [string, string]>, options: InventoryOptions = {}): Inventory {
    const inventory = new Inventory(options);
    for (const [file, text] of files) inventory.add(parseManifests(text, file));
    return inventory;
  }

  /** Takes documents. A document without apiVersion, kind or name is only remembered, in `nameless`. */
  public add(manifests: readonly Manifest[]): this {
    for (const manifest of manifests) {
      const object = objectOf(manifest);
      if (object === undefined) this.without.push(manifest);
      else this.take(object);
    }
    return this;
  }

  /** Takes an object of another inventory. */
  public take(object: RenderedObject): void {
    if (this.options.keeps?.(object) === false) return;
    this.kept.push(object);
    push(this.kinds, object.kind, object);
    push(this.places, key(object.kind, object.namespace), object);
    this.names.set(`${key(object.kind, object.namespace)} ${object.name}`, object);
  }

  /** Everything that was kept, in the order in which it was added. */
  public get all(): readonly RenderedObject[] {
    return this.kept;
  }

  /** Documents without apiVersion, kind or name; no judge sees them. */
  public get nameless(): readonly Manifest[] {
    return this.without;
  }

  /** Objects of a kind, of one namespace or of all, in the order in which they were added. */
  public objects(kind: string, namespace?: string): readonly RenderedObject[] {
    return (namespace === undefined ? this.kinds.get(kind) : this.places.get(key(kind, namespace))) ?? NONE;
  }

  public object(kind: string, namespace: string | undefined, name: string): RenderedObject | undefined {
    return this.names.get(`${key(kind, namespace)} ${name}`);
  }

  /** Namespaces in which something of a kind is, sorted. */
  public namespacesOf(kind: string): string[] {
    return [...new Set(this.objects(kind).flatMap(({ namespace }) => namespace ?? []))].sort(byText);
  }
}

/** How a place in an object is written: kind, namespace and name, then the field. */
export function objectPlace({ kind, namespace, name }: Pick<RenderedObject, 'kind' | 'namespace' | 'name'>, field = ''): string {
  const object = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  return field === '' ? object : `${object} ${field}`;
}

/** What stands at a path, `undefined` if anything on the way is missing. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((node, step) => {
    if (typeof step === 'number') return Array.isArray(node) ? (node as unknown[])[step] : undefined;
    return isJsonObject(node) ? node[step] : undefined;
  }, value);
}

/** The objects in a list; other items are left out. */
export function objectsAt(value: unknown, ...path: readonly (string | number)[]): JsonObject[] {
  const list = valueAt(value, ...path);
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}

/** The pairs of text in a map of labels, annotations or data. */
export function textsAt(value: unknown, ...path: readonly (string | number)[]): Record<string, string> {
  const map = valueAt(value, ...path);
  if (!isJsonObject(map)) return {};
  return Object.fromEntries(Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function objectOf({ file, line, document }: Manifest): RenderedObject | undefined {
  if (!isJsonObject(document)) return undefined;
  const [apiVersion, kind] = [textOf(document, 'apiVersion'), textOf(document, 'kind')];
  const name = valueAt(document, 'metadata', 'name');
  const namespace = valueAt(document, 'metadata', 'namespace');
  if (apiVersion === undefined || kind === undefined || typeof name !== 'string') return undefined;
  return {
    apiVersion,
    kind,
    name,
    namespace: typeof namespace === 'string' ? namespace : undefined,
    labels: textsAt(document, 'metadata', 'labels'),
    annotations: textsAt(document, 'metadata', 'annotations'),
    document,
    source: { file, line },
  };
}

function key(kind: string, namespace: string | undefined): string {
  return `${kind} ${namespace ?? ''}`;
}

function push<K, V>(map: Map<K, V[]>, at: K, value: V): void {
  const list = map.get(at);
  if (list === undefined) map.set(at, [value]);
  else list.push(value);
}
