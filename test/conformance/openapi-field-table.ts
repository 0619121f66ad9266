import { byText, sortedEntries } from '../../src/kernel/order';

/** Kinds that are emitted; a kind outside this list is unchecked and said to be so. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  v1: ['ConfigMap', 'LimitRange', 'Namespace', 'PersistentVolumeClaim', 'Pod', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount'],
  'admissionregistration.k8s.io/v1': ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'],
  'apps/v1': ['Deployment', 'StatefulSet'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'networking.k8s.io/v1': ['NetworkPolicy'],
  'policy/v1': ['PodDisruptionBudget'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
};

/** Written by the server and never by a manifest; kept as a name so that a message can say so. A text of that name is something else: the status of a condition that is matched. */
const SERVER_FIELDS = new Set(['status', 'managedFields']);

/** Types whose shape the document does not tell. */
const SCALARS: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'int-or-string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'time',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'time',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'any',
};

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
}

/**
 * The field table of one minor: sorted, one line per type, so that the difference between two minors is read in a diff.
 *
 * A type is text: `name:type` per field, `name!:type` if required, `T[]` for a list, `{T}` for a map.
 *
 * @param minor Kubernetes minor, e.g. `1.33`
 * @param document parsed answer of `/openapi/v2`
 * @throws if a kind is missing, two types share a short name, or a schema has a shape that is not known
 */
export function openApiFieldTable(minor: string, document: unknown): string {
  const { definitions } = document as { definitions: Readonly<Record<string, Schema>> };
  const kinds: Record<string, string> = {};
  const types: Record<string, string> = {};
  const idOf: Record<string, string> = {};

  const named = (id: string): string => {
    const name = id.slice(id.lastIndexOf('.') + 1);
    const known = idOf[name];
    if (known !== undefined && known !== id) throw new Error(`${known} and ${id} share a short name`);
    if (known === undefined) {
      idOf[name] = id;
      types[name] = fields(id);
    }
    return name;
  };
  const fields = (id: string): string => {
    const { properties = {}, required = [] } = definitions[id] ?? fail(`${id} is not defined`);
    return sortedEntries(properties)
      .map(
        ([name, schema]) =>
          `${name}${required.includes(name) ? '!' : ''}:${SERVER_FIELDS.has(name) && schema.type !== 'string' ? 'server' : typeOf(schema, `${id}.${name}`)}`,
      )
      .join(' ');
  };
  const typeOf = (schema: Schema, where: string): string => {
    if (schema.$ref !== undefined) {
      const id = schema.$ref.slice('#/definitions/'.length);
      return SCALARS[id] ?? named(id);
    }
    switch (schema.type) {
      case 'array':
        return `${typeOf(schema.items ?? fail(`${where} has no items`), where)}[]`;
      case 'object':
        return `{${typeOf(schema.additionalProperties ?? fail(`${where} has no values`), where)}}`;
      case 'string':
        return schema.format === 'byte'
          ? 'bytes'
          : schema.format === undefined
            ? 'string'
            : fail(`${where} is a string of format ${schema.format}`);
      case 'integer':
        return schema.format ?? fail(`${where} is an integer of no size`);
      case 'number':
      case 'boolean':
        return schema.type;
      case undefined:
      default:
        return fail(`${where} is of type ${schema.type ?? 'none'}`);
    }
  };

  for (const [apiVersion, names] of sortedEntries(KINDS)) {
    for (const kind of names) kinds[`${apiVersion} ${kind}`] = named(definitionOf(definitions, apiVersion, kind));
  }
  return `${JSON.stringify({ kubernetes: minor, kinds: sorted(kinds), types: sorted(types) }, undefined, 2)}\n`;
}

function definitionOf(definitions: Readonly<Record<string, Schema>>, apiVersion: string, kind: string): string {
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const found = Object.keys(definitions).filter((id) => {
    const known = definitions[id]?.['x-kubernetes-group-version-kind'] ?? [];
    return known.some((gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind);
  });
  return found.length === 1 && found[0] !== undefined ? found[0] : fail(`${apiVersion} ${kind} has ${found.length} definitions`);
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => byText(a, b)));
}

function fail(message: string): never {
  throw new Error(message);
}
