import { checkEgressCidr } from '../../kernel/cidr';
import { isDnsSubdomain } from '../../kernel/names';
import { byText } from '../../kernel/order';
import { shown } from '../../kernel/shown';
import type { ExternalHostSpec } from './spec';
import { DEFAULTS, LIMITS } from '../../kernel/defaults';
import { type Findings, findingsAt } from '../../kernel/findings';
import type { HostPlan } from './plan';
import type { Frame } from '../../resolve/frame';
import { below } from '../../kernel/problems';

/** Hosts outside the cluster, sorted; written in a list `hosts`, or alone under `single`. A NetworkPolicy knows ranges only, whatever the CNI can do besides. */
export function resolveHosts(hosts: readonly ExternalHostSpec[], { resolved }: Frame, findings: Findings, single?: string): HostPlan[] {
  const cni = resolved.target.cni;
  const found = hosts.map((host, index): HostPlan => {
    const { problems } = single === undefined ? findingsAt(findings, 'hosts', index) : findingsAt(findings, single);
    const { name, cidrs = [], port = DEFAULTS.agent.hostPort } = host;
    cidrs.forEach((cidr, at) => problems.rule(below('cidrs', at), checkEgressCidr(cidr)));
    problems.integer('port', port, LIMITS.port.min, LIMITS.port.max);
    // Rule `host-name`: a host whose name is not a DNS name cannot be resolved. https://www.rfc-editor.org/rfc/rfc1123#section-2.1
    const named =
      name === undefined ||
      problems.that(
        isDnsSubdomain(name) && name.includes('.'),
        'name',
        'host-name',
        `must be a DNS name, got ${shown(name)}`,
        `write 'api.example.com'`,
      );
    if (cidrs.length === 0 && named && !problems.anyUnread('cidrs', 'name')) {
      // Rule `egress-host`: a host with neither ranges nor a name says nothing about where to connect (our choice).
      problems.rule(
        name === undefined ? '' : 'name',
        name === undefined
          ? { rule: 'egress-host', problem: 'has neither ranges nor a name', fix: `write cidrs, such as ['203.0.113.0/24']` }
          : {
              rule: 'egress-by-name',
              problem: `${shown(name)} is a name, and the NetworkPolicy that is rendered for the CNI '${cni}' filters by address only`,
              fix: 'write its ranges in cidrs, or go through an egress proxy',
            },
      );
    }
    return { name, cidrs: [...new Set(cidrs)].sort(byText), port };
  });
  const key = ({ name, cidrs, port }: HostPlan): string => JSON.stringify([name ?? '', cidrs, port]);
  return found.sort((a, b) => byText(key(a), key(b)));
}
