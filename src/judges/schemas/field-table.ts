import { compareVersions } from '../../kernel/versions';
import v1_30 from './core-fields/1.30.json';
import v1_33 from './core-fields/1.33.json';
import v1_36 from './core-fields/1.36.json';

/** Type of a field that has no fields of its own. `server`: written by the server, never by a manifest; `any`: whatever JSON. */
export type Scalar =
  'string' | 'boolean' | 'int32' | 'int64' | 'number' | 'quantity' | 'int-or-string' | 'time' | 'bytes' | 'any' | 'server';

/** Type of a field. */
export type FieldType =
  | { readonly of: 'scalar'; readonly scalar: Scalar }
  | { readonly of: 'list'; readonly item: FieldType }
  | { readonly of: 'map'; readonly value: FieldType }
  | { readonly of: 'object'; readonly type: string };

/** One field. */
export interface Field {
  readonly type: FieldType;
  readonly required: boolean;
}

/** What one Kubernetes minor takes: the kinds that are emitted, and every type below their `spec`. */
export interface FieldTable {
  /** Minor the table was read from, e.g. `1.33`. */
  readonly kubernetes: string;
  /** Every kind of the table as `<apiVersion> <kind>`, sorted. */
  readonly kinds: readonly string[];
  /** Type of a kind; `undefined` for a kind that the table does not have. */
  typeOf(apiVersion: string, kind: string): string | undefined;
  /** Fields of a type. @throws {RangeError} if there is no such type */
  fieldsOf(type: string): ReadonlyMap<string, Field>;
}

interface TableFile {
  readonly kubernetes: string;
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, string>>;
}

const FILES: readonly TableFile[] = [v1_30, v1_33, v1_36];
const SCALARS: ReadonlySet<string> = new Set<Scalar>([
  'string',
  'boolean',
  'int32',
  'int64',
  'number',
  'quantity',
  'int-or-string',
  'time',
  'bytes',
  'any',
  'server',
]);
const tables = new Map<string, FieldTable>();

/** Minors that tables were read from, oldest first. */
export const FIELD_TABLE_MINORS: readonly string[] = FILES.map(({ kubernetes }) => kubernetes);

/**
 * The field table for a cluster.
 *
 * A minor without a table of its own gets the newest that is older: a field is then refused that the cluster may have, and
 * none is let through that it does not have. Types are read when they are first asked for.
 *
 * @param kubernetes minor of the cluster, e.g. `1.33`
 * @throws {RangeError} if it is no minor, or older than every table
 */
export function fieldTable(kubernetes: string): FieldTable {
  const file = [...FILES].reverse().find((candidate) => (compareVersions(candidate.kubernetes, kubernetes) ?? 1) <= 0);
  if (file === undefined)
    throw new RangeError(`no field table for Kubernetes ${kubernetes}: the oldest is ${FIELD_TABLE_MINORS[0] ?? 'none'}`);
  const known = tables.get(file.kubernetes);
  if (known !== undefined) return known;
  const table = readTable(file);
  tables.set(file.kubernetes, table);
  return table;
}

/** The oldest table of a release that is newer, for a minor without a table of its own: what neither has, the cluster has not. */
export function newerFieldTable(kubernetes: string): FieldTable | undefined {
  if (FIELD_TABLE_MINORS.includes(kubernetes)) return undefined;
  const newer = FIELD_TABLE_MINORS.find((minor) => (compareVersions(minor, kubernetes) ?? -1) > 0);
  return newer === undefined ? undefined : fieldTable(newer);
}

function readTable({ kubernetes, kinds, types }: TableFile): FieldTable {
  const kindOf = new Map(Object.entries(kinds));
  const textOf = new Map(Object.entries(types));
  const read = new Map<string, ReadonlyMap<string, Field>>();
  return {
    kubernetes,
    kinds: [...kindOf.keys()],
    typeOf: (apiVersion, kind) => kindOf.get(`${apiVersion} ${kind}`),
    fieldsOf: (type) => {
      const known = read.get(type);
      if (known !== undefined) return known;
      const text = textOf.get(type);
      if (text === undefined) throw new RangeError(`Kubernetes ${kubernetes} has no type ${type} in its field table`);
      const fields = readFields(text);
      read.set(type, fields);
      return fields;
    },
  };
}

/** `name!:string env:EnvVar[]` → fields. */
function readFields(text: string): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const entry of text.split(' ').filter((part) => part !== '')) {
    const colon = entry.indexOf(':');
    const required = entry[colon - 1] === '!';
    fields.set(entry.slice(0, required ? colon - 1 : colon), { type: readType(entry.slice(colon + 1)), required });
  }
  return fields;
}

function readType(text: string): FieldType {
  if (text.endsWith('[]')) return { of: 'list', item: readType(text.slice(0, -2)) };
  if (text.startsWith('{')) return { of: 'map', value: readType(text.slice(1, -1)) };
  return isScalar(text) ? { of: 'scalar', scalar: text } : { of: 'object', type: text };
}

function isScalar(text: string): text is Scalar {
  return SCALARS.has(text);
}
