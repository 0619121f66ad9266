import { awsNameHolds, awsRegionHolds } from '../core/aws-names';
import { nodeLabelHolds } from '../core/node-labels';
import type { Problems } from '../core/problems';
import type { ResolvedEnvironment, ResolvedNodePool } from '../model/resolved';

/** EKS cluster of an environment, unless the variable says otherwise. */
export function clusterName({ system, name }: ResolvedEnvironment): string {
  return `${system}-${name}`;
}

/** Node role of a pool. IAM is global, so the region is part of the name. */
export function nodeRoleName(environment: ResolvedEnvironment, region: string, pool: ResolvedNodePool): string {
  return `${launchTemplateName(environment, region, pool)}-node`;
}

/** Launch template of a pool. */
export function launchTemplateName({ system, name }: ResolvedEnvironment, region: string, pool: ResolvedNodePool): string {
  return `${system}-${name}-${region}-${pool.name}`;
}

/** Where the state of one region lies; two stacks never share a key. */
export function stateKey({ name }: ResolvedEnvironment, region: string): string {
  return `${name}/${region}/node-groups.tfstate`;
}

/** Collects every name that AWS would refuse at apply, and that `terraform validate` mostly does not see. */
export function checkNames(environment: ResolvedEnvironment, problems: Problems): void {
  const { terraformState, regions, nodePools, labels } = environment;
  problems.rule('', awsNameHolds('cluster', clusterName(environment), 'shorten the system or the environment'));
  problems.rule('labelDomain', nodeLabelHolds(labels.pool));
  problems.rule('terraformState.bucket', awsNameHolds('bucket', terraformState.bucket));
  if (terraformState.region !== undefined) problems.rule('terraformState.region', awsRegionHolds(terraformState.region));
  for (const pool of nodePools) problems.rule(`nodePools.${pool.name}`, awsNameHolds('nodeGroup', pool.name));
  regions.forEach((region, index) => {
    const first = regions.indexOf(region);
    const fresh = problems.that(
      first === index, `regions.${index}`, 'region-once', `'${region}' is also regions.${first}, and both would be one file and one state`, 'name each region once',
    );
    if (!fresh || !problems.rule(`regions.${index}`, awsRegionHolds(region))) return;
    for (const pool of nodePools) {
      const shorten = `shorten the system, the environment or the pool; '${region}' is part of the name`;
      const role = problems.rule(`nodePools.${pool.name}`, awsNameHolds('role', nodeRoleName(environment, region, pool), shorten));
      // it is the role's name without its ending: reported once
      if (role) problems.rule(`nodePools.${pool.name}`, awsNameHolds('launchTemplate', launchTemplateName(environment, region, pool), shorten));
    }
  });
}
