import { checkEgressCidr } from '../../kernel/cidr';
import { isDnsName } from '../../kernel/names';
import { byText } from '../../kernel/order';
import { below, type Problems } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { EXTERNAL_HOST } from './schema';

/** A host outside, by ranges or by name. */
export interface HostPlan {
  readonly name: string | undefined;
  /** Each once, sorted. */
  readonly cidrs: readonly string[];
  readonly port: number;
}

/** The same as it is said. */
export interface HostInput {
  readonly name?: string | undefined;
  readonly cidrs?: readonly string[] | undefined;
  readonly port?: number | undefined;
}

/** Ranges reached on one port. */
export interface PortRanges {
  readonly port: number;
  readonly cidrs: readonly string[];
}

/** Hosts outside the cluster, sorted. */
export function planHosts(problems: Problems, hosts: readonly HostInput[]): HostPlan[] {
  const key = ({ name, cidrs, port }: HostPlan): string => JSON.stringify([name ?? '', cidrs, port]);
  return hosts.map((host, index) => planHost(problems.at(`[${index}]`), host)).sort((a, b) => byText(key(a), key(b)));
}

/** One host. A NetworkPolicy knows ranges only, whatever the CNI can do besides. */
export function planHost(problems: Problems, host: HostInput): HostPlan {
  const said = EXTERNAL_HOST.shape.port.said;
  const { name, cidrs = [], port = said.default } = host;
  cidrs.forEach((cidr, at) => problems.rule(below('cidrs', at), checkEgressCidr(cidr)));
  problems.integer('port', port, said.min, said.max);
  // Rule `host-name`: a host whose name is not a DNS name cannot be resolved. https://www.rfc-editor.org/rfc/rfc1123#section-2.1
  const named =
    name === undefined ||
    problems.that(
      isDnsName(name) && name.includes('.'),
      'name',
      'host-name',
      `must be a DNS name, got ${shown(name)}`,
      `write 'api.example.com'`,
    );
  if (cidrs.length === 0 && named && !problems.anyUnread('cidrs', 'name')) {
    if (name === undefined)
      // Rule `egress-host`: a host with neither ranges nor a name says nothing about where to connect (our choice).
      problems.rule('', {
        rule: 'egress-host',
        problem: 'has neither ranges nor a name',
        fix: `write its ranges, such as '203.0.113.0/24'`,
      });
    // Rule `egress-by-name`: a NetworkPolicy filters by address and has no field for a name, so the host would stay unreachable.
    // https://kubernetes.io/docs/concepts/services-networking/network-policies/
    else
      problems.rule('name', {
        rule: 'egress-by-name',
        problem: `${shown(name)} is a name, and a NetworkPolicy filters by address only`,
        fix: 'write its ranges, or go through an egress proxy',
      });
  }
  return { name, cidrs: [...new Set(cidrs)].sort(byText), port };
}

/** Hosts as rules: one a port, ranges sorted and without repeats. */
export function rangesByPort(hosts: readonly Pick<HostPlan, 'cidrs' | 'port'>[]): PortRanges[] {
  const ports = [...new Set(hosts.map(({ port }) => port))].sort((a, b) => a - b);
  return ports.map((port) => ({
    port,
    cidrs: [...new Set(hosts.filter((host) => host.port === port).flatMap(({ cidrs }) => cidrs))].sort(byText),
  }));
}
