import { checkAwsName } from '../features/clusters/aws-names';
import { checkNodeLabel } from '../features/nodes/labels';
import type { Problems } from '../kernel/problems';
import type { EnvironmentPlan } from '../resolve/plan';
import type { NodePoolPlan } from '../features/nodes/plan';

/** EKS cluster of an environment, unless the variable says otherwise. */
export function clusterName({ system, name }: EnvironmentPlan): string {
  return `${system}-${name}`;
}

/** Launch template of a pool, and name of its machines. */
export function launchTemplateName(environment: EnvironmentPlan, region: string, pool: NodePoolPlan): string {
  return `${clusterName(environment)}-${region}-${pool.name}`;
}

/** Node role of a pool. IAM is global, so the region is part of the name. */
export function nodeRoleName(environment: EnvironmentPlan, region: string, pool: NodePoolPlan): string {
  return `${launchTemplateName(environment, region, pool)}-node`;
}

/** Where the state of one region lies: two stacks never share a key, also where several systems keep their states in one bucket. */
export function stateKey({ system, name }: EnvironmentPlan, region: string): string {
  return `${system}/${name}/${region}/node-groups.tfstate`;
}

/**
 * Collects what AWS or a kubelet would refuse only once Terraform is applied.
 *
 * The role's name is the longest of all names and has the lowest limit: where it holds, cluster (100), node group (63) and launch template (128) do.
 */
export function checkNames(environment: EnvironmentPlan, problems: Problems): void {
  problems.rule('labelDomain', checkNodeLabel(environment.labels.pool));
  for (const pool of environment.nodePools) {
    for (const region of environment.regions) {
      const fix = `shorten the system, the environment or the pool; '${region}' is part of the name`;
      problems.rule(`nodePools.${pool.name}`, checkAwsName('role', nodeRoleName(environment, region, pool), fix));
    }
  }
}
