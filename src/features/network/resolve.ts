import type { ExternalHostSpec } from './spec';
import type { Findings } from '../../kernel/findings';
import { type HostPlan, planHost, planHosts } from './plan';

/** Hosts outside the cluster, sorted; written in a list `hosts`, or alone under `single`. */
export function resolveHosts(hosts: readonly ExternalHostSpec[], { problems }: Findings, single?: string): HostPlan[] {
  return single === undefined ? planHosts(problems.at('hosts'), hosts) : hosts.map((host) => planHost(problems.at(single), host));
}
