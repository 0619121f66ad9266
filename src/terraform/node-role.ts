import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { Construct } from 'constructs';
import { awsPartition } from '../features/clusters/aws-names';

/**
 * All that a node may do: join, pull images, be reached through Session Manager instead of SSH.
 *
 * Whatever runs on a node can become its role, so AmazonEKS_CNI_Policy is the CNI's own.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
const POLICIES = {
  worker: 'AmazonEKSWorkerNodePolicy',
  images: 'AmazonEC2ContainerRegistryPullOnly',
  sessions: 'AmazonSSMManagedInstanceCore',
} as const;

/** A role and the policies that must be on it before a node starts. */
export interface NodeRole {
  readonly role: IamRole;
  readonly policies: readonly IamRolePolicyAttachment[];
}

/** The role of one pool's nodes: a role of its own, so that access entries and findings name the pool. */
export function nodeRole(scope: Construct, pool: string, name: string, region: string): NodeRole {
  const role = new IamRole(scope, 'Role', {
    name,
    description: `Nodes of pool ${pool}.`,
    assumeRolePolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    }),
  });
  role.overrideLogicalId(pool);
  const policies = Object.entries(POLICIES).map(([purpose, policy]) => {
    const attachment = new IamRolePolicyAttachment(scope, `Policy-${purpose}`, {
      role: role.name,
      policyArn: `arn:${awsPartition(region)}:iam::aws:policy/${policy}`,
    });
    // pools have no underscore in their names, so two pools never meet here
    attachment.overrideLogicalId(`${pool}_${purpose}`);
    return attachment;
  });
  return { role, policies };
}
