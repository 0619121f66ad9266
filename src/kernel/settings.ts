import { MAX_CONFIG_MAP_BYTES } from './manifest';
import { sortedEntries } from './order';
import type { Violation } from './problems';
import { looksSecret, shown } from './shown';

/** Where in the settings something does not hold, as a dotted path below their root. */
export interface SettingsViolation {
  readonly place: string;
  readonly violation: Violation;
}

/** Deepest nesting of settings; deeper is a mistake, a cycle for one. */
const MAX_DEPTH = 20;

/** Names whose text is a credential more often than not; the analysers look for the same words. */
const CREDENTIAL_NAME = /secret|key|password|passwd|pwd|token|jwt|bearer|credential/i;
/** The same at the end of a name: in a nested document `tokensPerDay` and `keyPrefix` are ordinary settings. */
const CREDENTIAL_SETTING = /(secret|api_?-?key|private_?-?key|password|passwd|pwd|token|jwt|bearer|credentials?)$/i;
const ENV_NAME = /^[-._A-Za-z][-._A-Za-z0-9]*$/;
const ANY_ENV_NAME = /^[ -<>-~]+$/;

/** Variables that every pod has. Python holds back what it prints otherwise: https://docs.python.org/3/using/cmdline.html#envvar-PYTHONUNBUFFERED */
export const OWN_ENV: Readonly<Record<string, string>> = { PYTHONUNBUFFERED: '1' };

/** Rules `env-name`, `env-value` and `literal-secret` for one environment variable; `anyName`: names may be any printable ASCII. A file path may stand under a credential's name. */
export function checkEnvironmentVariable(name: string, value: string, anyName: boolean): Violation | undefined {
  if (!(anyName ? ANY_ENV_NAME.test(name) : ENV_NAME.test(name) && !name.startsWith('..') && name !== '.')) {
    // Rule `env-name`: the API server refuses a variable by another name; which names it takes depends on its release.
    // https://kep.k8s.io/4369
    return {
      rule: 'env-name',
      problem: anyName
        ? `must be printable ASCII without '=', got ${shown(name)}`
        : `must be letters, digits, '_', '-' and '.', not starting with a digit, got ${shown(name)}`,
      fix: `write a name such as 'LOG_LEVEL'`,
    };
  }
  if (typeof value !== 'string') {
    // Rule `env-value`: the API server refuses a variable whose value is not text.
    // https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
    return { rule: 'env-value', problem: `must be text, got ${shown(value)}`, fix: 'write the value in quotes' };
  }
  return looksSecret(value) || (CREDENTIAL_NAME.test(name) && !isPath(value))
    ? literalSecret(`${shown(name)} holds a literal that reads as a credential`)
    : undefined;
}

/** Rule `literal-secret` for a text that is rendered in the clear. */
export function checkText(value: string): Violation | undefined {
  return looksSecret(value) ? literalSecret('the text looks like a credential') : undefined;
}

/** Rules `json` and `literal-secret` for everything inside settings that become a JSON file. */
export function settingsViolations(value: unknown, place = '', depth = 0): SettingsViolation[] {
  if (depth > MAX_DEPTH) return [notJson(place, `is nested deeper than ${MAX_DEPTH} levels`)];
  if (value === null || typeof value === 'boolean') return [];
  if (typeof value === 'string') {
    const violation = checkText(value);
    return violation === undefined ? [] : [{ place, violation }];
  }
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [notJson(place, `must be a finite number, got ${shown(value)}`)];
  if (Array.isArray(value))
    return Array.from<unknown>(value).flatMap((item, index) => settingsViolations(item, below(place, String(index)), depth + 1));
  if (!isPlain(value)) return [notJson(place, `must be JSON, got ${shown(value)}`)];
  return sortedEntries(value).flatMap(([key, item]) => {
    const named = typeof item === 'string' && item !== '' && CREDENTIAL_SETTING.test(key) && !isPath(item) && !looksSecret(item);
    return [
      ...(named
        ? [{ place: below(place, key), violation: literalSecret(`${shown(key)} holds a literal that reads as a credential`) }]
        : []),
      ...settingsViolations(item, below(place, key), depth + 1),
    ];
  });
}

/**
 * Rule `config-size`: the API server refuses a ConfigMap above 1 MiB.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#motivation
 */
export function checkConfigSize(file: string): Violation | undefined {
  const size = Buffer.byteLength(file, 'utf8');
  return size <= MAX_CONFIG_MAP_BYTES
    ? undefined
    : {
        rule: 'config-size',
        problem: `the file has ${size} bytes, a ConfigMap holds ${MAX_CONFIG_MAP_BYTES}`,
        fix: 'keep large content in the image or on a volume',
      };
}

/** A JSON value as a file: keys sorted, two spaces, a newline at the end. */
export function jsonFile(value: unknown): string {
  return `${JSON.stringify(sorted(value), null, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from<unknown>(value).map(sorted);
  return isPlain(value) ? Object.fromEntries(sortedEntries(value).map(([key, item]) => [key, sorted(item)])) : value;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isPath(text: string): boolean {
  return /^\/[A-Za-z0-9._/-]+$/.test(text);
}

function below(place: string, step: string): string {
  return place === '' ? step : `${place}.${step}`;
}

/**
 * Rule `json`: a value that JSON cannot hold is lost or changed when the configuration file is written.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
function notJson(place: string, problem: string): SettingsViolation {
  return { place, violation: { rule: 'json', problem, fix: 'write text, finite numbers, booleans, null, lists and plain objects' } };
}

/**
 * Rule `literal-secret`: a credential that is written as text is readable in Git and in the cluster.
 *
 * @see https://kubernetes.io/docs/concepts/security/secrets-good-practices/
 */
function literalSecret(problem: string): Violation {
  return {
    rule: 'literal-secret',
    problem: `${problem}; it would stand in Git and in the cluster in the clear`,
    fix: 'mount it as a file with `secrets`, and give its path; if it is no credential, choose another name',
  };
}
