import { shown } from '../../kernel/shown';
import { didYouMean } from '../../kernel/suggest';
import { propertyOf, withDefaults } from './crd-defaults';
import type { CrdSchema, StructuralSchema } from './crd-schema';
import { checkValue } from './crd-values';
import type { FieldTable } from './field-table';
import { isJsonObject, type JsonObject } from '../../kernel/json';
import { fieldPlace, type Finding, itemPlace } from '../inventory/finding';
import { checkType } from './table-check';

/** Fields of every object that a schema need not declare; `metadata` is held against the field table. */
const OBJECT_FIELDS: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/**
 * Checks a custom resource against its structural schema as an API server does: after defaulting, an unknown field is an error
 * unless its object keeps unknown fields.
 *
 * Rules besides those of core kinds: `not-allowed` (enum), `pattern`, `out-of-range`, `length`, `item-count`, `duplicate-item`,
 * `format`, `one-of`, `any-of`, `not`, `unchecked-pattern`. CEL rules (`x-kubernetes-validations`) are not evaluated.
 */
export function checkCustomResource(document: JsonObject, { kind, schema, statusSubresource }: CrdSchema, core: FieldTable): Finding[] {
  const findings: Finding[] = [];
  const { status, ...rest } = document;
  if (statusSubresource && status !== undefined)
    // Rule `server-field`: the server writes this field, and refuses or ignores what a manifest says.
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/#object-spec-and-status
    findings.push({ place: 'status', rule: 'server-field', problem: 'is written by the server, never by a manifest' });
  const value = withDefaults(schema, statusSubresource ? rest : document);
  const root = statusSubresource ? { ...schema, required: schema.required?.filter((field) => field !== 'status') ?? [] } : schema;
  findings.push(...new Walk(kind, core).object(root, value, '', true));
  return findings;
}

/** One way through a document; keeps what every step needs. */
class Walk {
  constructor(
    private readonly kind: string,
    private readonly core: FieldTable,
  ) {}

  /** A value at a place: its own constraints, then what is inside. */
  public object(schema: StructuralSchema, value: unknown, place: string, resource: boolean): Finding[] {
    const own = checkValue(schema, value, place);
    // what is inside a value of the wrong type says nothing
    if (own.some((finding) => finding.rule === 'wrong-type' && finding.place === place)) return own;
    if (Array.isArray(value)) {
      const { items } = schema;
      return items === undefined
        ? own
        : [...own, ...value.flatMap((item: unknown, index) => this.field(items, item, itemPlace(place, index)))];
    }
    return isJsonObject(value) ? [...own, ...this.fields(schema, value, place, resource)] : own;
  }

  private field(schema: StructuralSchema, value: unknown, place: string): Finding[] {
    return this.object(schema, value, place, schema['x-kubernetes-embedded-resource'] === true);
  }

  private fields(schema: StructuralSchema, value: JsonObject, place: string, resource: boolean): Finding[] {
    const findings: Finding[] = [];
    for (const [name, child] of Object.entries(value)) {
      const at = fieldPlace(place, name);
      const property = propertyOf(schema, name);
      if (resource && name === 'metadata') findings.push(...checkType(this.core, 'ObjectMeta', child, at));
      if (property !== undefined) {
        findings.push(...(resource && name === 'metadata' ? checkValue(property, child, at) : this.field(property, child, at)));
      } else if (!(resource && OBJECT_FIELDS.includes(name)) && !keepsUnknown(schema)) {
        // Rule `unknown-field`: an API server with strict validation refuses an unknown field, and without it drops the field silently.
        // https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
        findings.push({
          place: at,
          rule: 'unknown-field',
          problem: `is no field here in ${this.kind}; ${didYouMean(name, Object.keys(schema.properties ?? {}))}`,
        });
      }
    }
    // the document's own are looked at before its schema is found
    if (resource && place !== '') findings.push(...missingTypeMeta(value, place));
    return findings;
  }
}

function keepsUnknown(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
}

function missingTypeMeta(value: JsonObject, place: string): Finding[] {
  return (['apiVersion', 'kind'] as const)
    .filter((name) => typeof value[name] !== 'string' || value[name] === '')
    .map((name) => ({
      place: fieldPlace(place, name),
      rule: 'missing-field',
      problem: `is required of an embedded object, got ${shown(value[name])}`,
    }));
}
