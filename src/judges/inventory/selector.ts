import { isJsonObject } from '../../kernel/json';
import { objectsAt, textsAt, valueAt } from './inventory';

/**
 * Whether a label selector takes something with these labels; an empty one takes everything, an absent one nothing.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (!isJsonObject(selector)) return false;
  const equal = Object.entries(textsAt(selector, 'matchLabels')).every(([key, value]) => labels[key] === value);
  return equal && objectsAt(selector, 'matchExpressions').every((expression) => checkExpression(expression, labels));
}

function checkExpression(expression: unknown, labels: Readonly<Record<string, string>>): boolean {
  const key = valueAt(expression, 'key');
  const value = typeof key === 'string' ? labels[key] : undefined;
  const values = valueAt(expression, 'values');
  const among = Array.isArray(values) && value !== undefined && values.includes(value);
  switch (valueAt(expression, 'operator')) {
    case 'In':
      return among;
    case 'NotIn':
      return !among;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
