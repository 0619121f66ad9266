import { checkEgressCidr } from './cidr';
import { checkCron } from './cron';
import { checkTimeZone } from './time-zone';
import { checkDuration } from './duration';
import { checkImagePinned } from './images';
import { checkDnsLabel, checkPlainId } from './names';
import { percentOf } from './percent';
import type { Violation } from './problems';
import { checkBytes, checkCpu } from './quantity';
import { checkVersion, type Component } from './versions';

/** What a text is, so that what is suggested to whoever writes a number instead is accepted. */
export interface TextFormat {
  /** What to write instead of a text that is not accepted. */
  readonly fix: (text: string) => string | undefined;
  /** The rule of the format; `undefined` where the rule belongs to one key alone. A plain key is checked by it at both doors. */
  readonly check?: (text: string) => Violation | undefined;
  /** What may be missing at the end of a number, the likeliest first: a unit, or the zero that YAML drops from `1.30`. */
  readonly endings?: readonly string[];
}

/** What a rule accepts. */
export const judged = (check: (text: string) => Violation | undefined, endings?: readonly string[]): TextFormat => ({
  fix: (text) => check(text)?.fix,
  check,
  ...(endings !== undefined && { endings }),
});

export const DURATION = judged(checkDuration, ['s', 'm']);
export const CPU = judged(checkCpu);
export const BYTES = judged(checkBytes, ['Mi', 'Gi']);
export const CRON = judged(checkCron);
export const TIME_ZONE = judged(checkTimeZone);
export const CIDR = judged(checkEgressCidr);
export const IMAGE = judged(checkImagePinned);
export const ID = judged(checkPlainId);
export const DNS_LABEL = judged(checkDnsLabel);

/** A whole percentage in a range. */
export const percentage = (min: number, max: number, example: string): TextFormat => ({
  fix: (text) => {
    const percent = percentOf(text);
    return percent !== undefined && percent >= min && percent <= max ? undefined : `write '${example}'`;
  },
  endings: ['%'],
});

/** A release of a component. */
export const release = (component: Component): TextFormat => judged((text) => checkVersion(component, text), ['0']);

/** What is accepted of a number written as text, as it is or with what is missing at its end, e.g. `'5s' or '5m'`; `undefined` if nothing is. */
export function quotedNumber(value: number, format: TextFormat | undefined): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const accepted = (text: string): boolean => format?.fix(text) === undefined;
  const texts = accepted(String(value)) ? [String(value)] : (format?.endings ?? []).map((ending) => `${value}${ending}`).filter(accepted);
  return texts.length === 0 ? undefined : texts.map((text) => `'${text}'`).join(' or ');
}
