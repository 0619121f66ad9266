import { byText } from '../../kernel/order';
import { isJsonObject, type JsonObject } from '../../kernel/json';
import { textOf } from '../inventory/finding';

/**
 * A structural schema: the part of OpenAPI v3 that CustomResourceDefinitions may use.
 *
 * https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface StructuralSchema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly required?: readonly string[];
  readonly items?: StructuralSchema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly StructuralSchema[];
  readonly anyOf?: readonly StructuralSchema[];
  readonly oneOf?: readonly StructuralSchema[];
  readonly not?: StructuralSchema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
}

/** Schema of one served version of one kind. */
export interface CrdSchema {
  /** `<apiVersion> <kind>`. */
  readonly kind: string;
  readonly schema: StructuralSchema;
  /** Whether `status` is a subresource, and so ignored in a manifest. */
  readonly statusSubresource: boolean;
}

/** Schemas of custom resources. */
export interface CrdSchemas {
  /** Every kind as `<apiVersion> <kind>`, sorted. */
  readonly kinds: readonly string[];
  /** Schema of a kind; `undefined` if no definition serves it. */
  schemaOf(apiVersion: string, kind: string): CrdSchema | undefined;
}

/**
 * Schemas of every served version in CustomResourceDefinitions.
 *
 * Other documents are passed over, so a whole bundle can be handed in. Of two definitions of a kind the later one counts.
 *
 * @param crdDocuments parsed documents, `apiextensions.k8s.io/v1`
 * @throws {TypeError} if a definition has no group, kind or schema
 */
export function crdSchemas(crdDocuments: readonly unknown[]): CrdSchemas {
  const schemas = new Map<string, CrdSchema>();
  for (const document of crdDocuments) {
    if (!isJsonObject(document) || document['apiVersion'] !== 'apiextensions.k8s.io/v1' || document['kind'] !== 'CustomResourceDefinition')
      continue;
    for (const schema of servedVersions(document)) schemas.set(schema.kind, schema);
  }
  return {
    kinds: [...schemas.keys()].sort(byText),
    schemaOf: (apiVersion, kind) => schemas.get(`${apiVersion} ${kind}`),
  };
}

function servedVersions(crd: JsonObject): CrdSchema[] {
  const spec = objectAt(crd, 'spec');
  const names = objectAt(spec, 'names');
  const [group, kind] = [textOf(spec, 'group'), textOf(names, 'kind')];
  const { versions } = spec;
  if (group === undefined || kind === undefined || !Array.isArray(versions)) {
    throw new TypeError('a CustomResourceDefinition needs spec.group, spec.names.kind and spec.versions');
  }
  return versions.filter(isJsonObject).flatMap((version) => {
    if (version['served'] !== true) return [];
    const schema = objectAt(objectAt(version, 'schema'), 'openAPIV3Schema');
    const { subresources } = version;
    return [
      {
        kind: `${group}/${textOf(version, 'name') ?? ''} ${kind}`,
        schema,
        statusSubresource: isJsonObject(subresources) && isJsonObject(subresources['status']),
      },
    ];
  });
}

function objectAt(object: JsonObject, field: string): JsonObject {
  const value = object[field];
  if (!isJsonObject(value)) throw new TypeError(`a CustomResourceDefinition needs an object at '${field}'`);
  return value;
}
