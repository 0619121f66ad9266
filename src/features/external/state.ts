import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import type { ExternalServicePlan } from './plan';

/** How an environment has a shared service. */
export type ServiceState =
  /** It is rendered here. */
  | { readonly kind: 'rendered' }
  /** Others render it in the platform's namespace, under the names and labels of ours. */
  | { readonly kind: 'elsewhere' }
  /** Others run it, and it is said where. */
  | { readonly kind: 'external'; readonly plan: ExternalServicePlan }
  /** There is none. */
  | { readonly kind: 'absent' }
  /** What is written of it could not be read, which was reported. */
  | { readonly kind: 'unread' };

/** How an environment has each of them, by the word by which it is needed. */
export type ServiceStates = ReadonlyMap<string, ServiceState>;

/** The word of a service, and its key below `services`. */
export interface NamedService {
  readonly need: string;
  readonly key: string;
}

/**
 * Rule `needs-service`: an agent that needs a service which is not there waits for it for ever (our choice).
 *
 * @param absent what is needed and not there
 * @param who `undefined` for an agent
 */
export function checkServed(absent: readonly NamedService[], who?: string): Violation | undefined {
  if (absent.length === 0) return undefined;
  const needs = absent.map(({ need }) => shown(need));
  const keys = absent.map(({ key }) => `services.${key}`);
  const one = needs.length === 1;
  return {
    rule: 'needs-service',
    problem: `${who === undefined ? '' : `${who}: `}${listed(needs)} ${one ? 'is' : 'are'} not there: ${listed(keys)} ${one ? 'is' : 'are'} not written`,
    fix: `write ${listed(keys)}, rendered or external, or services.elsewhere: [${needs.join(', ')}] where others render ${one ? 'it' : 'them'}, or leave the need out`,
  };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
