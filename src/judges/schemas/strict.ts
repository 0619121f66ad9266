import { didYouMean } from '../../kernel/suggest';
import type { CrdSchemas } from './crd-schema';
import { checkCustomResource } from './crd-check';
import type { FieldTable } from './field-table';
import { isJsonObject } from '../../kernel/json';
import { type Finding, jsonType, textOf } from '../inventory/finding';
import { checkObjectName } from './object-names';
import { checkType } from './table-check';

/** What documents are held against. */
export interface Schemas {
  /** Core kinds, and the metadata of every object; see `fieldTable`. */
  readonly core: FieldTable;
  /** Custom resources; see `crdSchemas`. @default - none: every custom resource is unchecked, and found to be */
  readonly custom?: CrdSchemas;
}

/**
 * Everything for which an API server with strict field validation would refuse the document, as far as schemas tell.
 *
 * Rules: `unknown-field`, `wrong-type`, `missing-field`, `server-field`, `bad-quantity`, `bad-int-or-string`, `bad-time`,
 * `bad-base64`, `bad-label`, `bad-name`, `bad-value`, those of `checkCustomResource`, and `unchecked-kind` for a kind that has no schema here.
 * Enums and ranges of core kinds, which the server does not publish, are those of `VALUE_RULES`. CEL rules, admission and what
 * needs two fields of a core kind at once are not part of it.
 *
 * @returns every finding, in the order of the document; none if nothing is wrong
 */
export function validateStrict(document: unknown, schemas: Schemas): Finding[] {
  // Rule `wrong-type`: a value of another type is refused, or read as something that was not meant (our choice).
  if (!isJsonObject(document))
    return [{ place: '', rule: 'wrong-type', problem: `a manifest must be an object, got ${jsonType(document)}` }];
  const [apiVersion, kind] = [textOf(document, 'apiVersion'), textOf(document, 'kind')];
  if (apiVersion === undefined || kind === undefined) {
    // Rule `missing-field`: an API server refuses an object without a required field.
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    return (['apiVersion', 'kind'] as const)
      .filter((field) => textOf(document, field) === undefined)
      .map((place) => ({ place, rule: 'missing-field', problem: 'is required, as text' }));
  }
  const type = schemas.core.typeOf(apiVersion, kind);
  if (type !== undefined) return [...checkType(schemas.core, type, document, ''), ...checkObjectName(document, apiVersion, kind)];
  const schema = schemas.custom?.schemaOf(apiVersion, kind);
  if (schema !== undefined) return [...checkCustomResource(document, schema, schemas.core), ...checkObjectName(document, apiVersion, kind)];
  const known = [...schemas.core.kinds, ...(schemas.custom?.kinds ?? [])];
  // Rule `unchecked-kind`: a kind without a schema was not checked at all, and must not count as valid (our choice).
  return [
    {
      place: '',
      rule: 'unchecked-kind',
      problem: `no schema for '${apiVersion} ${kind}', so nothing of it was checked; ${nearest(`${apiVersion} ${kind}`, known)}`,
    },
  ];
}

/** The near miss of a kind, without the list of every kind there is. */
function nearest(word: string, known: readonly string[]): string {
  const text = didYouMean(word, known);
  return text.startsWith('did you mean') ? text : `${known.length} kinds have one`;
}
