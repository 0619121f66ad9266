import { canonical, sameJson, isJsonObject } from '../../kernel/json';
import { shown } from '../../kernel/shown';
import { propertyOf } from './crd-defaults';
import type { StructuralSchema } from './crd-schema';
import { fieldPlace, type Finding, itemPlace, jsonType, typedValue } from '../inventory/finding';
import { fitsInteger, isTime } from './scalars';

/** What is wrong with a value itself: type, bounds, alternatives and required fields, not what its fields hold. */
export function checkValue(schema: StructuralSchema, value: unknown, place: string): Finding[] {
  if (value === null && schema.nullable === true) return [];
  const wrong = typeProblem(schema, value);
  if (wrong !== undefined) return [{ place, rule: 'wrong-type', problem: wrong }];
  return [
    ...constraints(schema, value).map(([rule, problem]): Finding => ({ place, rule, problem })),
    ...missing(schema, value, place),
    ...alternatives(schema, value, place),
  ];
}

/** Everything wrong with a value and below it, unknown fields aside: what an alternative (`oneOf`, …) is judged by. */
function checkDeep(schema: StructuralSchema, value: unknown, place: string): Finding[] {
  const findings = checkValue(schema, value, place);
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items !== undefined) findings.push(...value.flatMap((item: unknown, index) => checkDeep(items, item, itemPlace(place, index))));
  } else if (isJsonObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      const property = propertyOf(schema, name);
      if (property !== undefined) findings.push(...checkDeep(property, child, fieldPlace(place, name)));
    }
  }
  return findings;
}

function typeProblem(schema: StructuralSchema, value: unknown): string | undefined {
  const must = (what: string): string => `must be ${what}, got ${typedValue(value)}`;
  if (schema['x-kubernetes-int-or-string'] === true) {
    return typeof value === 'string' || Number.isInteger(value) ? undefined : must('an integer or a string');
  }
  switch (schema.type) {
    case undefined:
      return undefined;
    case 'integer': {
      if (!Number.isInteger(value)) return must('an integer');
      const size = schema.format === 'int32' ? 'int32' : 'int64';
      return fitsInteger(Number(value), size) ? undefined : must(`an integer of ${size.slice(3)} bits`);
    }
    case 'array':
      return Array.isArray(value) ? undefined : must('a list');
    case 'object':
      return isJsonObject(value) ? undefined : must('an object');
    default:
      return jsonType(value) === schema.type ? undefined : must(`a ${schema.type}`);
  }
}

type Broken = readonly [rule: string, problem: string];

function constraints(schema: StructuralSchema, value: unknown): Broken[] {
  const broken: Broken[] = [];
  if (schema.enum !== undefined && !schema.enum.some((allowed) => sameJson(allowed, value))) {
    // Rule `not-allowed`: an API server refuses a value outside the list of its schema.
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    broken.push(['not-allowed', `must be one of ${schema.enum.map(shown).join(', ')}, got ${shown(value)}`]);
  }
  if (typeof value === 'string') broken.push(...ofText(schema, value));
  if (typeof value === 'number') broken.push(...ofNumber(schema, value));
  if (Array.isArray(value)) {
    // Rule `item-count`: an API server refuses a list or a map with fewer or more items than its schema allows.
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    broken.push(...ofCount('item-count', 'items', value.length, schema.minItems, schema.maxItems), ...duplicates(schema, value));
  } else if (isJsonObject(value)) {
    broken.push(...ofCount('item-count', 'fields', Object.keys(value).length, schema.minProperties, schema.maxProperties));
  }
  return broken;
}

function ofText(schema: StructuralSchema, value: string): Broken[] {
  // the server counts code points, not UTF-16 units
  // Rule `length`: an API server refuses text that is shorter or longer than its schema allows.
  // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
  const broken = ofCount('length', 'characters', Array.from(value).length, schema.minLength, schema.maxLength);
  if (schema.pattern !== undefined) {
    const pattern = compiled(schema.pattern);
    // Rule `pattern`: an API server refuses text that does not match the pattern of its schema.
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    if (pattern === undefined)
      // Rule `unchecked-pattern`: a pattern that cannot be tried here was not checked, and must not count as matched (our choice).
      broken.push(['unchecked-pattern', `the schema's pattern ${shown(schema.pattern)} is none that can be tried here`]);
    else if (!pattern.test(value)) broken.push(['pattern', `must match ${schema.pattern}, got ${shown(value)}`]);
  }
  if (schema.format === 'date-time' && !isTime(value))
    // Rule `format`: an API server refuses text that does not have the format of its schema.
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    broken.push(['format', `must be a time such as '2030-01-01T00:00:00Z', got ${shown(value)}`]);
  return broken;
}

/**
 * Rule `out-of-range`: an API server refuses a number outside the range of its schema.
 *
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
 */
function ofNumber(schema: StructuralSchema, value: number): Broken[] {
  const { minimum, maximum, multipleOf } = schema;
  const broken: Broken[] = [];
  const below = minimum !== undefined && (schema.exclusiveMinimum === true ? value <= minimum : value < minimum);
  const above = maximum !== undefined && (schema.exclusiveMaximum === true ? value >= maximum : value > maximum);
  if (below)
    broken.push(['out-of-range', `must be ${schema.exclusiveMinimum === true ? 'above' : 'at least'} ${minimum}, got ${shown(value)}`]);
  if (above)
    broken.push(['out-of-range', `must be ${schema.exclusiveMaximum === true ? 'below' : 'at most'} ${maximum}, got ${shown(value)}`]);
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    broken.push(['out-of-range', `must be a multiple of ${multipleOf}, got ${shown(value)}`]);
  return broken;
}

function ofCount(rule: string, what: string, count: number, min: number | undefined, max: number | undefined): Broken[] {
  const broken: Broken[] = [];
  if (min !== undefined && count < min) broken.push([rule, `must have at least ${min} ${what}, got ${count}`]);
  if (max !== undefined && count > max) broken.push([rule, `must have at most ${max} ${what}, got ${count}`]);
  return broken;
}

/** Lists that are sets or maps: https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy */
function duplicates(schema: StructuralSchema, items: readonly unknown[]): Broken[] {
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const listType = schema['x-kubernetes-list-type'];
  if (listType !== 'set' && listType !== 'map') return [];
  const identity = (item: unknown): string =>
    canonical(listType === 'map' && isJsonObject(item) ? keys.map((key) => item[key] ?? null) : item);
  const seen = new Set<string>();
  const broken: Broken[] = [];
  items.forEach((item, index) => {
    const id = identity(item);
    // Rule `duplicate-item`: an API server refuses a list that repeats a key or an item which must be unique.
    // https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
    if (seen.has(id)) broken.push(['duplicate-item', `item ${index} repeats ${listType === 'map' ? keys.join(', ') : 'an item'} ${id}`]);
    seen.add(id);
  });
  return broken;
}

function missing(schema: StructuralSchema, value: unknown, place: string): Finding[] {
  if (!isJsonObject(value)) return [];
  return (schema.required ?? [])
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({ place: fieldPlace(place, name), rule: 'missing-field', problem: 'is required' }));
}

function alternatives(schema: StructuralSchema, value: unknown, place: string): Finding[] {
  const holds = (option: StructuralSchema): boolean => checkDeep(option, value, place).length === 0;
  const findings: Finding[] = (schema.allOf ?? []).flatMap((option) => checkDeep(option, value, place));
  if (schema.anyOf !== undefined && !schema.anyOf.some(holds)) {
    // Rule `any-of`: an API server refuses a value that fits none of the alternatives of its schema.
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
    findings.push({ place, rule: 'any-of', problem: `fits none of ${schema.anyOf.length} alternatives${hint(schema.anyOf)}` });
  }
  if (schema.oneOf !== undefined) {
    const count = schema.oneOf.filter(holds).length;
    if (count !== 1)
      // Rule `one-of`: an API server refuses a value that does not fit exactly one of the alternatives of its schema.
      // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
      findings.push({
        place,
        rule: 'one-of',
        problem: `must fit exactly one of ${schema.oneOf.length} alternatives, fits ${count}${hint(schema.oneOf)}`,
      });
  }
  if (schema.not !== undefined && holds(schema.not))
    // Rule `not`: an API server refuses a value that the schema excludes.
    // https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
    findings.push({ place, rule: 'not', problem: `is what the schema excludes${hint([schema.not])}` });
  return findings;
}

/** The fields that alternatives are told apart by. */
function hint(options: readonly StructuralSchema[]): string {
  const fields = options.flatMap((option) => option.required ?? []);
  return fields.length === 0 ? '' : ` (${fields.join(', ')})`;
}

/** https://github.com/google/re2/wiki/Syntax */
const IGNORE_CASE = /^(\^?)\(\?i\)/;
/** What means something else, or nothing, in JavaScript. */
const ONLY_RE2 = /\\[AzQEC]|\[\[:|\(\?[a-zA-Z]/;

const patterns = new Map<string, RegExp | undefined>();

/** A pattern of the server (RE2) as one of JavaScript; `undefined` if it has no such form. */
function compiled(pattern: string): RegExp | undefined {
  if (!patterns.has(pattern)) patterns.set(pattern, compile(pattern));
  return patterns.get(pattern);
}

function compile(pattern: string): RegExp | undefined {
  const insensitive = IGNORE_CASE.test(pattern);
  const source = pattern.replace(IGNORE_CASE, '$1');
  if (ONLY_RE2.test(source)) return undefined;
  // with `u` a character outside the basic plane is one, as in RE2; but `u` forbids escapes such as `\-` that RE2 takes
  for (const flags of ['u', '']) {
    try {
      return new RegExp(source, insensitive ? `${flags}i` : flags);
    } catch {
      continue;
    }
  }
  return undefined;
}
