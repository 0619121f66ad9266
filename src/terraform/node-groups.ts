import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Backend, TerraformOutput, TerraformStack } from 'cdktf';
import { Construct, RootConstruct } from 'constructs';
import { MANAGED_BY } from '../kernel/labels';
import type { TerraformStatePlan } from '../features/clusters/plan';
import type { EnvironmentPlan } from '../resolve/plan';
import { declareInputs, declareVpcCniRole } from './inputs';
import { clusterName, stateKey } from './names';
import { nodeGroup } from './node-group';
import { terraformJson } from './terraform-json';
import { vpcCni } from './vpc-cni';

/** Oldest Terraform: its S3 backend locks without a table. https://developer.hashicorp.com/terraform/language/backend/s3#use_lockfile */
const TERRAFORM = '>= 1.10';

/** Oldest AWS provider whose schema has every field that is written. */
const AWS_PROVIDER = '>= 5.40';

/**
 * Terraform JSON for the node groups of one region: a root module with a state and a provider of its own, so that nothing lands in another region.
 *
 * Names must have been checked (`checkNames`).
 */
export function nodeGroupsJson(environment: EnvironmentPlan, region: string, state: TerraformStatePlan): string {
  // a bare root: cdktf's App creates cdktf.out in the working directory and writes its own version into the JSON
  const stack = new TerraformStack(new RootConstruct(), 'node-groups');
  const tags = { system: environment.system, environment: environment.name, 'managed-by': MANAGED_BY };
  declareBackend(stack, state, stateKey(environment, region), region);
  new AwsProvider(stack, 'aws', { region, defaultTags: [{ tags }] });

  const inputs = declareInputs(stack, region, clusterName(environment));
  const { cni, cniStrictMode: strictMode } = environment.target;
  const addon =
    cni === 'vpc-cni'
      ? vpcCni(stack, { clusterName: inputs.clusterName, roleArn: declareVpcCniRole(stack, region), strictMode })
      : undefined;

  const pools = new Construct(stack, 'pools');
  const roles = environment.nodePools.map(
    (pool) => [pool.name, nodeGroup(pools, pool, { environment, region, inputs, tags, cni: addon }).arn] as const,
  );
  new TerraformOutput(stack, 'node_role_arns', {
    description: 'Roles of the nodes by pool, for the access entries of the cluster.',
    value: Object.fromEntries(roles),
  });

  stack.prepareStack();
  return terraformJson(stack.toTerraform());
}

function declareBackend(stack: TerraformStack, state: TerraformStatePlan, key: string, region: string): void {
  new S3Backend(stack, { bucket: state.bucket, key, region: state.region ?? region, encrypt: true });
  // what cdktf has no property for
  stack.addOverride('terraform.backend.s3.use_lockfile', true);
  stack.addOverride('terraform.required_version', TERRAFORM);
  stack.addOverride('terraform.required_providers.aws', { source: 'hashicorp/aws', version: AWS_PROVIDER });
}
