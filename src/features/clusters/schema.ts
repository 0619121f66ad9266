import { choice, flag, object, text } from '../../kernel/schema';

export const TARGET = object('TargetSpec', 'Releases and capabilities of the cluster rendered for.', {
  kubernetes: text('Kubernetes minor, e.g. `1.33`.'),
  keda: text('KEDA minor.', { otherwise: 'not installed' }),
  argoRollouts: text('Argo Rollouts minor.', { otherwise: 'not installed' }),
  nats: text('NATS server minor.', { otherwise: 'not installed' }),
  kamaji: text('Kamaji release.', { otherwise: 'not installed' }),
  cni: choice('', ['vpc-cni', 'cilium', 'none'], { type: 'Cni', default: 'vpc-cni' }),
  cniStrictMode: flag(`VPC CNI denies from a pod's first packet on; off, a new pod is open until its policies arrive.`, {
    default: false,
  }),
});

export const TERRAFORM_STATE = object('TerraformStateSpec', 'Where Terraform keeps its state.', {
  bucket: text('S3 bucket.'),
  region: text('Region of the bucket.', { otherwise: 'the region of the stack' }),
});
