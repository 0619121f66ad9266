import { shown } from '../../kernel/shown';
import { didYouMean } from '../../kernel/suggest';
import { ONE_NEEDED, REQUIRED_TOO, VALUE_RULES } from './core-values';
import type { FieldTable, FieldType } from './field-table';
import { isJsonObject } from '../../kernel/json';
import { fieldPlace, type Finding, itemPlace, typedValue } from '../inventory/finding';
import { checkLabelMap } from './object-names';
import { checkScalar } from './scalars';

/**
 * Checks a value against a type of the field table: unknown fields, types, required fields, quantities, labels, and the
 * enums, ranges and names that the server checks without publishing them.
 *
 * A field that is null is absent, as it is for an API server; an item or a map's value is not.
 */
export function checkType(table: FieldTable, type: string, value: unknown, place: string): Finding[] {
  if (!isJsonObject(value)) return [{ place, rule: 'wrong-type', problem: `must be an object, got ${typedValue(value)}` }];
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
      const below = checkField(table, field.type, child, at);
      findings.push(...below);
      const must = VALUE_RULES[`${type}.${name}`]?.(child);
      // for a value of the wrong type only the type is reported
      if (must !== undefined && !below.some((finding) => finding.place === at))
        // Rule `bad-value`: an API server checks enums and ranges that its schema does not publish, and refuses the object.
        // https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
        findings.push({ place: at, rule: 'bad-value', problem: typeof child === 'object' ? must : `${must}, got ${shown(child)}` });
      if (isJsonObject(child)) findings.push(...checkLabelMap(type, name, child, at));
    }
  }
  const requiredToo = REQUIRED_TOO[type] ?? [];
  for (const [name, { required }] of fields) {
    if ((required || requiredToo.includes(name)) && (value[name] ?? undefined) === undefined)
      findings.push({ place: fieldPlace(place, name), rule: 'missing-field', problem: `is required by ${type}` });
  }
  const oneNeeded = ONE_NEEDED[type];
  if (oneNeeded?.every((name) => (value[name] ?? undefined) === undefined) === true)
    findings.push({ place, rule: 'missing-field', problem: `needs one of ${oneNeeded.join(', ')}` });
  return findings;
}

function checkField(table: FieldTable, type: FieldType, value: unknown, place: string): Finding[] {
  switch (type.of) {
    case 'scalar': {
      const finding = checkScalar(value, type.scalar, place);
      return finding === undefined ? [] : [finding];
    }
    case 'list':
      if (!Array.isArray(value)) return [{ place, rule: 'wrong-type', problem: `must be a list, got ${typedValue(value)}` }];
      return value.flatMap((item: unknown, index) => checkField(table, type.item, item, itemPlace(place, index)));
    case 'map':
      if (!isJsonObject(value)) return [{ place, rule: 'wrong-type', problem: `must be a map, got ${typedValue(value)}` }];
      return Object.entries(value).flatMap(([key, child]) => checkField(table, type.value, child, fieldPlace(place, key)));
    case 'object':
      return checkType(table, type.type, value, place);
  }
}
