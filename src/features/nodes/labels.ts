import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/**
 * Domains of node labels that a kubelet may not give itself, or that EKS keeps.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 * @see https://docs.aws.amazon.com/eks/latest/userguide/node-taints-managed-node-groups.html
 */
const KEPT = ['kubernetes.io', 'k8s.io', 'eks.amazonaws.com'];

/**
 * Rule `node-label`: the kubelet refuses reserved labels, and its node never joins the cluster.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#noderestriction
 */
export function checkNodeLabel(key: string): Violation | undefined {
  const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  const kept = KEPT.find((each) => domain === each || domain.endsWith(`.${each}`));
  return kept === undefined
    ? undefined
    : {
        rule: 'node-label',
        problem: `a node may not label itself ${shown(key)}: ${kept} is reserved`,
        fix: 'choose a label domain of your own',
      };
}
