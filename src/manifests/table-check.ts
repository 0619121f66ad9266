import { shown } from '../core/shown';
import { didYouMean } from '../core/suggest';
import type { FieldTable, FieldType } from './field-table';
import { fieldPlace, type Finding, isObject, itemPlace, jsonType } from './finding';
import { checkLabelMap } from './object-names';
import { checkScalar } from './scalars';

/**
 * Checks a value against a type of the field table: unknown fields, types, required fields, quantities, labels.
 *
 * A field that is null is absent, as it is for an API server; an item or a map's value is not.
 */
export function checkType(table: FieldTable, type: string, value: unknown, place: string): Finding[] {
  if (!isObject(value)) return [{ place, rule: 'wrong-type', problem: `must be an object, got ${jsonType(value)} ${shown(value)}` }];
  const fields = table.fieldsOf(type);
  const findings: Finding[] = [];
  for (const [name, child] of Object.entries(value)) {
    const field = fields.get(name);
    const at = fieldPlace(place, name);
    if (field === undefined) {
      findings.push({
        place: at,
        rule: 'unknown-field',
        problem: `is no field of ${type} in Kubernetes ${table.kubernetes}; ${didYouMean(name, [...fields.keys()])}`,
      });
    } else if (child !== null && child !== undefined) {
      findings.push(...checkField(table, field.type, child, at));
      if (isObject(child)) findings.push(...checkLabelMap(type, name, child, at));
    }
  }
  for (const [name, { required }] of fields) {
    if (required && (value[name] ?? undefined) === undefined)
      findings.push({ place: fieldPlace(place, name), rule: 'missing-field', problem: `is required by ${type}` });
  }
  return findings;
}

function checkField(table: FieldTable, type: FieldType, value: unknown, place: string): Finding[] {
  switch (type.of) {
    case 'scalar': {
      const finding = checkScalar(value, type.scalar, place);
      return finding === undefined ? [] : [finding];
    }
    case 'list':
      if (!Array.isArray(value)) return [{ place, rule: 'wrong-type', problem: `must be a list, got ${jsonType(value)} ${shown(value)}` }];
      return value.flatMap((item: unknown, index) => checkField(table, type.item, item, itemPlace(place, index)));
    case 'map':
      if (!isObject(value)) return [{ place, rule: 'wrong-type', problem: `must be a map, got ${jsonType(value)} ${shown(value)}` }];
      return Object.entries(value).flatMap(([key, child]) => checkField(table, type.value, child, fieldPlace(place, key)));
    case 'object':
      return checkType(table, type.type, value, place);
  }
}
