import { checkAwsName } from '../features/clusters/aws-names';
import { checkNodeLabel } from '../features/nodes/labels';
import type { Problems } from '../kernel/problems';
import type { ResolvedEnvironment } from '../resolve/resolved';
import type { ResolvedNodePool } from '../features/agent/resolved-parts';

/** EKS cluster of an environment, unless the variable says otherwise. */
export function clusterName({ system, name }: ResolvedEnvironment): string {
  return `${system}-${name}`;
}

/** Launch template of a pool, and name of its machines. */
export function launchTemplateName(environment: ResolvedEnvironment, region: string, pool: ResolvedNodePool): string {
  return `${clusterName(environment)}-${region}-${pool.name}`;
}

/** Node role of a pool. IAM is global, so the region is part of the name. */
export function nodeRoleName(environment: ResolvedEnvironment, region: string, pool: ResolvedNodePool): string {
  return `${launchTemplateName(environment, region, pool)}-node`;
}

/** Where the state of one region lies; two stacks never share a key. */
export function stateKey({ name }: ResolvedEnvironment, region: string): string {
  return `${name}/${region}/node-groups.tfstate`;
}

/**
 * Collects what AWS or a kubelet would refuse only once Terraform is applied.
 *
 * The role's name is the longest of all names and has the lowest limit: where it holds, cluster (100), node group (63) and launch template (128) do.
 */
export function checkNames(environment: ResolvedEnvironment, problems: Problems): void {
  problems.rule('labelDomain', checkNodeLabel(environment.labels.pool));
  for (const pool of environment.nodePools) {
    for (const region of environment.regions) {
      const fix = `shorten the system, the environment or the pool; '${region}' is part of the name`;
      problems.rule(`nodePools.${pool.name}`, checkAwsName('role', nodeRoleName(environment, region, pool), fix));
    }
  }
}
