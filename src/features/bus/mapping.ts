import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { BusMapping } from './account';
import { subjectCovers, subjectsIntersect } from './subject-algebra';

/**
 * Where messages to these subjects go: permissions are checked on the destination of a mapping, not on what the client names.
 *
 * @see https://docs.nats.io/nats-concepts/subject_mapping
 */
export function afterMappings(subjects: readonly string[], mappings: readonly BusMapping[]): string[] {
  return [...new Set(subjects.flatMap((subject) => destinations(subject, mappings)))];
}

function destinations(subject: string, mappings: readonly BusMapping[]): string[] {
  const mapping = mappings.find(({ source }) => subjectCovers(source, subject));
  if (mapping === undefined) return [subject];
  const share = mapping.targets.reduce((sum, { weight }) => sum + weight, 0);
  const reached = mapping.targets.filter(({ weight }) => weight > 0).map((target) => mapped(mapping.source, target.subject, subject));
  return share < 100 ? [...reached, subject] : reached;
}

/** `$1` and its longer form: what a `*` of the source stood for. */
const WILDCARD = /^(?:\$(\d+)|\{\{wildcard\((\d+)\)\}\})$/;

/** Every subject that a destination may become. */
export function destinationPattern(target: string): string {
  return target
    .split('.')
    .map((token) => (WILDCARD.test(token) ? '*' : token))
    .join('.');
}

/** The destination for one subject, wildcards filled in. */
function mapped(source: string, target: string, subject: string): string {
  const [pattern, tokens] = [source.split('.'), subject.split('.')];
  const stars = pattern.flatMap((token, index) => (token === '*' ? [tokens[index] ?? ''] : []));
  const rest = pattern.at(-1) === '>' ? tokens.slice(pattern.length - 1) : [];
  return target
    .split('.')
    .flatMap((token) => {
      const number = WILDCARD.exec(token);
      if (number !== null) return [stars[Number(number[1] ?? number[2]) - 1] ?? token];
      return token === '>' ? rest : [token];
    })
    .join('.');
}

/**
 * Rule `bus-mapping`: the server refuses weights above 100 %, and the grants of a subject that is only partly mapped cannot be derived.
 * Weights are whole percents of at most 100, and each published subject lies wholly inside a source or wholly outside.
 *
 * @see https://docs.nats.io/nats-concepts/subject_mapping
 */
export function checkMapping(mapping: BusMapping, published: readonly string[]): Violation | undefined {
  const { source, targets } = mapping;
  const weights = targets.map(({ weight }) => weight);
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const whole = weights.every((weight) => Number.isInteger(weight) && weight >= 0);
  if (!whole || sum > 100 || targets.length === 0) {
    return {
      rule: 'bus-mapping',
      problem: `weights of ${shown(source)} are ${weights.join(' + ')} = ${sum} %, at most 100 % in whole percents`,
      fix: 'lower one of them; what is left of 100 stays on the source',
    };
  }
  const torn = published.find((subject) => subjectsIntersect(source, subject) && !subjectCovers(source, subject));
  return torn === undefined
    ? undefined
    : {
        rule: 'bus-mapping',
        problem: `${shown(torn)} is published and only partly inside the mapping of ${shown(source)}, so its grants cannot be derived`,
        fix: 'publish the mapped part as a subject of its own, or widen the mapping',
      };
}
