import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import type { Construct } from 'constructs';

/** What the add-on needs. */
export interface VpcCniConfig {
  readonly clusterName: string;
  readonly roleArn: string;
  /** Denies traffic from the first packet of a pod. */
  readonly strictMode: boolean;
}

/**
 * The VPC CNI with network policies enforced: without `enableNetworkPolicy` NetworkPolicies have no effect, without any message.
 *
 * Our settings replace those made by hand, also at creation, since EKS installs the add-on on a new cluster by itself.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
 */
export function vpcCni(stack: Construct, { clusterName, roleArn, strictMode }: VpcCniConfig): EksAddon {
  const addon = new EksAddon(stack, 'vpc-cni', {
    clusterName,
    addonName: 'vpc-cni',
    serviceAccountRoleArn: roleArn,
    configurationValues: JSON.stringify({
      enableNetworkPolicy: 'true',
      ...(strictMode ? { env: { NETWORK_POLICY_ENFORCING_MODE: 'strict' } } : {}),
    }),
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'OVERWRITE',
  });
  addon.overrideLogicalId('vpc_cni');
  return addon;
}
