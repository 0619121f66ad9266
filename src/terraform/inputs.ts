import { DataAwsSubnet } from '@cdktf/provider-aws/lib/data-aws-subnet';
import { TerraformIterator, TerraformVariable, type TerraformVariableConfig } from 'cdktf';
import type { Construct } from 'constructs';
import { awsPartition } from '../features/clusters/aws-names';
import { ZONES } from '../features/clusters/schema';

/**
 * Fewest subnets, and zones they lie in: as many as every rule counts with. Three instances of a database are in three zones, and a bus of
 * three servers in two zones loses its majority with one of them. https://docs.aws.amazon.com/eks/latest/best-practices/data-plane.html
 */
const MIN_ZONES = ZONES;

/** Inputs from the Terraform of the cluster itself. */
export interface Inputs {
  readonly clusterName: string;
  readonly subnetIds: string[];
  readonly kmsKeyArn: string;
  /** Holds if the subnets lie in enough zones. */
  readonly zones: { readonly condition: string; readonly errorMessage: string };
}

/** The variables of a stack. They are variables, not data of ours: cluster, network and keys belong to other stacks and accounts. */
export function declareInputs(stack: Construct, region: string, cluster: string): Inputs {
  const partition = awsPartition(region);
  const clusterName = variable(stack, 'cluster_name', {
    type: 'string',
    default: cluster,
    description: 'EKS cluster that the nodes join.',
  });
  const subnetIds = variable(stack, 'subnet_ids', {
    type: 'list(string)',
    description: `Private subnets of the nodes, in at least ${MIN_ZONES} zones.`,
    validation: [
      { condition: `\${length(var.subnet_ids) >= ${MIN_ZONES}}`, errorMessage: `Name at least ${MIN_ZONES} subnets, one a zone.` },
    ],
  });
  const kmsKeyArn = variable(stack, 'kms_key_arn', {
    type: 'string',
    description: `KMS key of the nodes' volumes; its policy must let the service-linked role AWSServiceRoleForAutoScaling use it.`,
    validation: [matches('kms_key_arn', `^arn:${partition}:kms:${region}:[0-9]{12}:key/`, `Give the ARN of a KMS key in ${region}.`)],
  });
  checkSubnets(stack, subnetIds.listValue);
  return {
    clusterName: clusterName.stringValue,
    subnetIds: subnetIds.listValue,
    kmsKeyArn: kmsKeyArn.stringValue,
    zones: {
      condition: `\${length(distinct([for subnet in data.aws_subnet.node : subnet.availability_zone])) >= ${MIN_ZONES}}`,
      errorMessage: `The subnets must lie in at least ${MIN_ZONES} availability zones.`,
    },
  };
}

/** The role of the VPC CNI, declared where the add-on is ours. */
export function declareVpcCniRole(stack: Construct, region: string): string {
  return variable(stack, 'vpc_cni_role_arn', {
    type: 'string',
    description:
      'IAM role of the service account kube-system/aws-node (IRSA) with AmazonEKS_CNI_Policy, which the nodes therefore do not carry.',
    validation: [matches('vpc_cni_role_arn', `^arn:${awsPartition(region)}:iam::[0-9]{12}:role/`, 'Give the ARN of an IAM role.')],
  }).stringValue;
}

/**
 * Refuses a plan with public subnets.
 *
 * A node gets a public address from its subnet or from its launch template. The template could forbid it only with a network
 * interface of its own, and EKS then takes security groups from the template instead of adding the cluster's.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
 */
function checkSubnets(stack: Construct, subnetIds: string[]): void {
  const each = TerraformIterator.fromList(subnetIds);
  const subnet = new DataAwsSubnet(stack, 'node-subnet', {
    forEach: each,
    id: each.value as string,
    lifecycle: {
      postcondition: [
        { condition: '${!self.map_public_ip_on_launch}', errorMessage: 'The subnet gives public addresses; nodes run in private subnets.' },
      ],
    },
  });
  subnet.overrideLogicalId('node');
}

function variable(stack: Construct, name: string, config: TerraformVariableConfig): TerraformVariable {
  return new TerraformVariable(stack, name, { nullable: false, ...config });
}

function matches(name: string, pattern: string, errorMessage: string): { condition: string; errorMessage: string } {
  return { condition: `\${can(regex(${JSON.stringify(pattern)}, var.${name}))}`, errorMessage };
}
