import { shown } from '../../kernel/shown';
import type { Scalar } from './field-table';
import { type Finding, jsonType, typedValue } from '../inventory/finding';

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;
/** RFC 3339, as Go reads `metav1.Time`. */
const TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const PERCENT = /^\d+%$/;
/** IANA service name: https://www.rfc-editor.org/rfc/rfc6335#section-5.1 */
const PORT_NAME = /^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Bounds of Go's integers. The upper bound of 64 bits is rounded up by floating point, so it is excluded. */
const INTEGER = {
  int32: { holds: (value: number): boolean => value >= -(2 ** 31) && value < 2 ** 31, bits: 32 },
  int64: { holds: (value: number): boolean => value >= -(2 ** 63) && value < 2 ** 63, bits: 64 },
} as const;

/** Whether text is a Kubernetes quantity. */
function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** Whether text is an RFC 3339 time. */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** Whether text is a percentage without a sign. */
export function isPercent(text: string): boolean {
  return PERCENT.test(text);
}

/** Whether text names a port of a container. */
export function isPortName(text: string): boolean {
  return PORT_NAME.test(text);
}

/** Whether a number fits Go's integer of that size. */
export function fitsInteger(value: number, size: 'int32' | 'int64'): boolean {
  return Number.isInteger(value) && INTEGER[size].holds(value);
}

/** What is wrong with a value of a scalar type, if anything. */
export function checkScalar(value: unknown, scalar: Scalar, place: string): Finding | undefined {
  const found = (rule: string, must: string): Finding => ({ place, rule, problem: `must be ${must}, got ${shown(value)}` });
  const wrongType = (must: string): Finding => ({
    place,
    rule: 'wrong-type',
    problem: `must be ${must}, got ${typedValue(value)}`,
  });
  switch (scalar) {
    case 'any':
      return undefined;
    case 'server':
      return { place, rule: 'server-field', problem: 'is written by the server, never by a manifest' };
    case 'string':
      return typeof value === 'string' ? undefined : wrongType('a string');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrongType('a boolean');
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? undefined : wrongType('a number');
    case 'int32':
    case 'int64':
      if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType('an integer');
      return fitsInteger(value, scalar) ? undefined : wrongType(`an integer of ${INTEGER[scalar].bits} bits`);
    case 'quantity':
      // a bare number is a quantity too; its shortest text is what the server reads
      if (typeof value !== 'string' && typeof value !== 'number') return wrongType('a quantity');
      // Rule `bad-quantity`: an API server refuses a quantity that it cannot parse.
      // https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
      return isQuantity(String(value)) ? undefined : found('bad-quantity', `a quantity such as '500m' or '1Gi'`);
    case 'int-or-string':
      if (typeof value === 'number') return fitsInteger(value, 'int32') ? undefined : wrongType('an integer of 32 bits or a string');
      if (typeof value !== 'string') return wrongType('an integer of 32 bits or a string');
      // Rule `bad-int-or-string`: an API server refuses a value that is neither an integer, a percentage nor the name of a port.
      // https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
      return PERCENT.test(value) || PORT_NAME.test(value)
        ? undefined
        : found('bad-int-or-string', `an integer, a percentage such as '25%' or a port's name`);
    case 'time':
      if (typeof value !== 'string') return wrongType('a time as text');
      // Rule `bad-time`: an API server refuses a time that is not RFC 3339. https://www.rfc-editor.org/rfc/rfc3339
      return isTime(value) ? undefined : found('bad-time', `a time such as '2030-01-01T00:00:00Z'`);
    case 'bytes':
      // never repeated: this is how the values of a Secret are written
      if (typeof value !== 'string') return { place, rule: 'wrong-type', problem: `must be base64 text, got ${jsonType(value)}` };
      // Rule `bad-base64`: an API server refuses binary data that is not base64.
      // https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data
      return BASE64.test(value)
        ? undefined
        : { place, rule: 'bad-base64', problem: `must be base64, got ${value.length} characters that are not` };
  }
}
