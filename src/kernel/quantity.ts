import type { Violation } from './problems';
import { shown } from './shown';

const BYTES = /^([1-9]\d{0,15})(|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)$/;
const CPU_MILLI = /^[1-9]\d{0,15}m$/;
const CPU_CORES = /^(\d{1,13})(?:\.(\d{1,3}))?$/;
const UNIT: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1000n,
  M: 1000n ** 2n,
  G: 1000n ** 3n,
  T: 1000n ** 4n,
  P: 1000n ** 5n,
  E: 1000n ** 6n,
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};

/** Least memory or storage that can be meant: a smaller number is a unit forgotten or `m` (a thousandth of a byte) written for `Mi`. */
const MIN_BYTES = 1n << 20n;

/** Millicores of `500m`, `2` or `0.5`; `undefined` if it is no CPU quantity above zero. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
export function cpuMillis(text: string): number | undefined {
  if (CPU_MILLI.test(text)) return safe(BigInt(text.slice(0, -1)));
  const cores = CPU_CORES.exec(text);
  if (cores === null) return undefined;
  const [, whole = '', part = ''] = cores;
  const millis = BigInt(whole) * 1000n + BigInt(part.padEnd(3, '0'));
  return millis > 0n ? safe(millis) : undefined;
}

/** Bytes of `512Mi`, `1G` or `1073741824`; `undefined` if it is no quantity of bytes, or too large to count exactly (2⁵³). */
export function bytes(text: string): number | undefined {
  const match = BYTES.exec(text);
  if (match === null) return undefined;
  const [, digits = '', unit = ''] = match;
  const count = BigInt(digits) * (UNIT[unit] ?? 1n);
  return count >= MIN_BYTES ? safe(count) : undefined;
}

/**
 * Rule `quantity`: the API server refuses a quantity that it cannot parse, and rounds one that is too fine.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function checkCpu(value: string): Violation | undefined {
  return typeof value === 'string' && cpuMillis(value) !== undefined
    ? undefined
    : {
        rule: 'quantity',
        problem: `must be a CPU quantity above 0, not finer than 1m, as text, got ${shown(value)}`,
        fix: `write '500m' or '2'`,
      };
}

/** Rule `quantity` for memory and storage. */
export function checkBytes(value: string): Violation | undefined {
  return typeof value === 'string' && bytes(value) !== undefined
    ? undefined
    : {
        rule: 'quantity',
        problem: `must be a whole quantity of at least 1Mi and below 8Pi, as text, got ${shown(value)}`,
        fix: `write '512Mi' or '4Gi' ('m' is a thousandth of a byte, 'GB' and spaces are not known to Kubernetes)`,
      };
}

/** `1500` → `1500m`, `2000` → `2`. */
export function cpuText(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** The largest binary unit that divides the count: `1073741824` → `1Gi`. */
export function bytesText(count: number): string {
  const unit = (['Ti', 'Gi', 'Mi', 'Ki'] as const).find((name) => count % Number(UNIT[name]) === 0 && count > 0);
  return unit === undefined ? String(count) : `${count / Number(UNIT[unit])}${unit}`;
}

/** Bytes in one Gi. */
export const GI = 2 ** 30;

function safe(count: bigint): number | undefined {
  return count <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(count) : undefined;
}
