import { createRequire } from 'node:module';
import { Problems } from '../../src/kernel/problems';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { Files } from '../../src/render/files';
import type * as Names from '../../src/terraform/names';
import type * as NodeGroups from '../../src/terraform/node-groups';

/** Packages that an application installs for itself, if it wants Terraform. */
const PACKAGES = ['cdktf', '@cdktf/provider-aws'] as const;

/**
 * Terraform of one environment: `terraform/<region>/cdk.tf.json`, a root module per region; none where the environment has no `terraformState`.
 *
 * The only caller of src/terraform, so that cdktf and its AWS provider load where Terraform is rendered and nowhere else.
 *
 * @throws InvalidInputError listing every name that AWS (rule `aws-name`) or a kubelet (rule `node-label`) would refuse, and what is not
 * installed (`terraform-packages`).
 */
export function renderInfrastructure(environment: EnvironmentPlan): Files {
  const { terraformState: state, regions } = environment;
  if (state === undefined) return new Map();
  const problems = Problems.of(`${environment.system}/${environment.name}`);
  const { checkNames } = load('../../src/terraform/names') as typeof Names;
  checkNames(environment, problems);
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  // Rule `terraform-packages`: Terraform is rendered by packages that are optional, since they are large (our choice).
  problems.that(
    missing.length === 0,
    'terraformState',
    'terraform-packages',
    `Terraform cannot be rendered without ${missing.join(' and ')}`,
    `npm install ${PACKAGES.join(' ')}, or leave terraformState out: no Terraform is rendered then`,
  );
  problems.throwIfAny();
  // only now, so that who misses the packages is told so, and who renders no Terraform does not wait for them
  const { nodeGroupsJson } = load('../../src/terraform/node-groups') as typeof NodeGroups;
  return new Map(regions.map((region) => [`terraform/${region}/cdk.tf.json`, nodeGroupsJson(environment, region, state)]));
}

const load = createRequire(__filename);

function isInstalled(name: string): boolean {
  try {
    load.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}
