import { Problems } from '../../src/kernel/problems';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { Files } from '../../src/render/files';
import { checkNames } from '../../src/terraform/names';
import { nodeGroupsJson } from '../../src/terraform/node-groups';

/**
 * Terraform of one environment: `terraform/<region>/cdk.tf.json`, a root module per region.
 *
 * The only caller of src/terraform, so that cdktf and its AWS provider load where Terraform is rendered and nowhere else.
 *
 * @throws InvalidInputError listing every name that AWS (rule `aws-name`) or a kubelet (rule `node-label`) would refuse.
 */
export function renderInfrastructure(environment: EnvironmentPlan): Files {
  const problems = Problems.of(`${environment.system}/${environment.name}`);
  checkNames(environment, problems);
  problems.throwIfAny();
  return new Map(environment.regions.map((region) => [`terraform/${region}/cdk.tf.json`, nodeGroupsJson(environment, region)]));
}
