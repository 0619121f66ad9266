import { parseImage } from '../../kernel/images';
import { APP_LABEL, labelKeys, type LabelKeys, MANAGED_BY } from '../../kernel/labels';
import { checkDnsLabel, checkId, checkLabelDomain, isAmbiguousYaml, isDnsSubdomain, isLabelValue } from '../../kernel/names';
import { sortedEntries } from '../../kernel/order';
import type { Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { checkText } from '../../kernel/settings';
import { checkAnnotationKey, checkLabel, checkWorkloadLabel } from './workload';

/** Whose agent it is, how it is called and how its objects are found. */
export interface Identity {
  readonly name: string;
  readonly image: string;
  readonly tenant: string | undefined;
  readonly labelDomain: string | undefined;
  /** Value of the label that says what an object is part of. */
  readonly component: 'agent' | 'batch';
}

/** Labels of an agent. */
export interface AgentLabels {
  readonly keys: LabelKeys;
  /** Value of the label of the workload. */
  readonly workload: string;
  /** The one label that selects the pods and nothing else. */
  readonly selector: { [key: string]: string };
  /** Our own labels but `instance`, which is each object's name. */
  readonly own: Readonly<Record<string, string>>;
}

/** The labels that follow from who an agent is. */
export function labelsOf({ name, image, tenant, labelDomain, component }: Identity): AgentLabels {
  const keys = labelKeys(labelDomain);
  const workload = tenant === undefined ? name : `${tenant}-${name}`;
  const selector = { [keys.workload]: workload };
  const tag = parseImage(image)?.tag;
  const own = {
    [APP_LABEL.name]: name,
    // a tag that is no label value, or that a YAML reader takes for a number, would be worse than none
    ...(tag !== undefined && isLabelValue(tag) && !isAmbiguousYaml(tag) && { [APP_LABEL.version]: tag }),
    [APP_LABEL.component]: component,
    [APP_LABEL.managedBy]: MANAGED_BY,
    ...(tenant !== undefined && { [keys.tenant]: tenant }),
    ...selector,
  };
  return { keys, workload, selector, own };
}

/** What is said of an agent's objects, beside who it is. */
export interface IdentityInput {
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
  readonly nodePool?: { readonly name: string } | undefined;
  readonly priorityClassName?: string | undefined;
}

/** Rules for names, labels, annotations and where the pods run, of an agent that is named freely. */
export function checkIdentity(problems: Problems, identity: Identity, input: IdentityInput): void {
  const { name, tenant, labelDomain } = identity;
  const { keys, workload, own } = labelsOf(identity);
  if (problems.rule('name', checkDnsLabel(name))) problems.rule('name', checkWorkloadLabel(workload));
  if (input.namespace !== undefined) problems.rule('namespace', checkDnsLabel(input.namespace));
  if (tenant !== undefined) problems.rule('tenant', checkId(tenant));
  problems.rule('labelDomain', checkLabelDomain(labelDomain));
  const reserved = [...Object.keys(own), APP_LABEL.version, APP_LABEL.instance, keys.tenant];
  for (const [key, value] of sortedEntries(input.labels ?? {})) problems.at('labels').rule(key, checkLabel(key, value, reserved));
  for (const [key, value] of sortedEntries(input.annotations ?? {})) {
    const at = problems.at('annotations');
    at.rule(key, checkAnnotationKey(key, [keys.configChecksum, keys.config]));
    at.rule(key, checkText(value));
  }
  if (input.nodePool !== undefined) problems.rule('nodePool', checkDnsLabel(input.nodePool.name));
  const { priorityClassName } = input;
  if (priorityClassName === undefined) return;
  // Rule `dns-name`: the API server refuses a reference that is not a DNS name.
  // https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
  problems.that(
    isDnsSubdomain(priorityClassName),
    'priorityClassName',
    'dns-name',
    `must be a DNS name, got ${shown(priorityClassName)}`,
    'give the name of a PriorityClass',
  );
}
