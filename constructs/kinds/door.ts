import type { IConstruct } from 'constructs';
import { checkAnnotationKey, checkLabel } from '../../src/features/agent/workload';
import { checkDnsLabel, checkLabelDomain } from '../../src/kernel/names';
import { sortedEntries } from '../../src/kernel/order';
import { below, Problems } from '../../src/kernel/problems';
import { readStruct, type StructTables } from '../../src/kernel/structs';
import { isPlanned } from './planned';
import { STRUCTS, THINGS } from './props-table';

/** Props whose plans take these words as they are. */
const UNCHECKED: ReadonlySet<string> = new Set([
  ...['NatsBusProps', 'RedisInstanceProps', 'RedisAclProps', 'JetStreamAccountProps', 'JetStreamStreamProps', 'TenantNamespaceProps'],
  ...['PlatformNamespaceProps', 'StoredSecretProps', 'AgentCredentialsProps', 'PostgresClusterProps', 'PostgresPoolerProps'],
  ...['TenantAlertsProps', 'TenantDashboardProps', 'BudgetAlertsProps'],
]);

/** Those whose plans judge the namespace. */
const OWN_NAMESPACE: ReadonlySet<string> = new Set(['StoredSecretProps', 'TenantAlertsProps', 'TenantDashboardProps', 'BudgetAlertsProps']);

/** What many props have. */
interface Words {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labelDomain?: string;
  readonly namespace?: string;
}

/** Checks `label`, `annotation`, `label-domain` and `dns-label`. */
function checkWords(problems: Problems, { labels = {}, annotations = {}, labelDomain, namespace }: Words, type: string): void {
  for (const [key, value] of sortedEntries(labels)) problems.rule(below('labels', key), checkLabel(key, value, []));
  for (const [key] of sortedEntries(annotations)) problems.rule(below('annotations', key), checkAnnotationKey(key));
  problems.rule('labelDomain', checkLabelDomain(labelDomain));
  if (namespace !== undefined && !OWN_NAMESPACE.has(type)) problems.rule('namespace', checkDnsLabel(namespace));
}

const TABLES: StructTables = { structs: STRUCTS, things: THINGS };

/**
 * Props as they were written, checked against the keys and types that they are declared with: plain JavaScript, a spread and other languages
 * bring what no compiler has seen. Values are copied, so that nothing changes between the check and its use; what stands for a plan is handed on.
 *
 * @param at where they stand below the scope
 * @throws InvalidInputError with every key that is missing or unknown, and every value of a wrong type.
 */
export function written<P extends object>(scope: IConstruct | string, type: string, props: P, at = ''): P {
  if (isPlanned(props)) return props;
  const problems = Problems.of(typeof scope === 'string' ? scope : scope.node.path);
  const copy = readStruct(props, type, TABLES, problems.at(at));
  problems.throwIfAny();
  if (UNCHECKED.has(type)) checkWords(problems.at(at), copy as Words, type);
  problems.throwIfAny();
  return copy as P;
}
