import { checkDnsLabel, isLabelKey, isLabelValue } from '../../kernel/names';
import { sortedEntries } from '../../kernel/order';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { type CallerPods, CALLERS, type CallersPlan } from '../services/places';

/** Pods of others as both doors say them. */
export interface PodsInput {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Who calls, as both doors say it. */
export type CallersInput = Readonly<Partial<Record<keyof CallersPlan, PodsInput | undefined>>>;

/** Completes and checks who calls what is rendered; problems at the places of the keys. */
export function planCallers(problems: Problems, input: CallersInput = {}): CallersPlan {
  const podsOf = (key: keyof CallersPlan): CallerPods => {
    const pods = input[key];
    if (pods === undefined) return CALLERS[key];
    const at = problems.at(key);
    at.rule('namespace', checkDnsLabel(pods.namespace));
    // Rule `caller-labels`: without a label every pod of the namespace would be let in (our choice).
    at.that(
      Object.keys(pods.labels).length > 0 || at.unread('labels'),
      'labels',
      'caller-labels',
      'are none, so every pod of the namespace would be let in',
      `write { 'app.kubernetes.io/name': 'gateway' }`,
    );
    for (const [name, value] of sortedEntries(pods.labels))
      at.that(
        isLabelKey(name) && isLabelValue(value),
        `labels.${name}`,
        'bad-label',
        `is no label: ${shown(value)}`,
        'write at most 63 letters, digits, hyphens, dots and underscores',
      );
    return { namespace: pods.namespace, podLabels: Object.fromEntries(sortedEntries(pods.labels)) };
  };
  return {
    gateway: podsOf('gateway'),
    monitoring: podsOf('monitoring'),
    keda: podsOf('keda'),
    databaseOperator: podsOf('databaseOperator'),
  };
}
