import { release } from '../../kernel/formats';
import { choice, flag, object, record, text } from '../../kernel/schema';

/** Zones that nodes and servers are spread over where nothing else is said. */
export const ZONES = 3;

/** Most clusters that are read of one environment. */
const MAX_CLUSTERS = 100;

export const TARGET = object('TargetSpec', 'Releases and capabilities of the cluster rendered for.', {
  kubernetes: text('Kubernetes minor, e.g. `1.33`.', { format: release('kubernetes') }),
  keda: text('KEDA minor.', { format: release('keda'), otherwise: 'not installed' }),
  argoRollouts: text('Argo Rollouts minor.', { format: release('argoRollouts'), otherwise: 'not installed' }),
  nats: text('NATS server minor.', { format: release('nats'), otherwise: 'not installed' }),
  cni: choice(
    'Container network of the cluster. `vpc-cni` and `cilium` enforce the rendered policies; `none` enforces nothing and is refused. A policy filters by label and address range, so a host that has only a name is refused with every CNI.',
    ['vpc-cni', 'cilium', 'none'],
    { type: 'Cni', default: 'vpc-cni' },
  ),
  cniStrictMode: flag(
    'Whether the VPC CNI denies traffic from the first packet of a pod. Otherwise a new pod is open until its policies arrive.',
    {
      default: false,
    },
  ),
});

export const TERRAFORM_STATE = object('TerraformStateSpec', 'Where Terraform keeps its state.', {
  bucket: text('S3 bucket.'),
  region: text('Region of the bucket.', { otherwise: 'the region of the stack' }),
});

export const CLUSTER = object('ClusterSpec', 'One cluster of an environment. It has no settings of its own.', {});

/** Clusters of an environment by name. */
export const CLUSTERS = record(
  'The cluster of the environment by name. Further clusters come later; today an environment has exactly one.',
  CLUSTER,
  {
    otherwise: 'one cluster without a name of its own',
    most: MAX_CLUSTERS,
  },
);
