import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import type { Construct } from 'constructs';

/** What the add-on needs. */
export interface VpcCniConfig {
  readonly clusterName: string;
  readonly roleArn: string;
  /** Deny from a pod's first packet on. */
  readonly strictMode: boolean;
}

/**
 * The VPC CNI with network policies enforced: without `enableNetworkPolicy` every NetworkPolicy is inert and says nothing.
 *
 * Our settings win over what someone set by hand, at creation too, since EKS puts the add-on on a new cluster itself.
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
