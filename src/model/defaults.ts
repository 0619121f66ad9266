import { DEFAULT_ROLLING_UPDATE } from '../core/capacity/rollout';
import { DEFAULT_LABEL_DOMAIN } from '../core/labels';

/** What applies where nothing is written; each stands as `@default` beside its key. */
export const DEFAULTS = {
  cni: 'vpc-cni',
  cniStrictMode: false,
  labelDomain: DEFAULT_LABEL_DOMAIN,
  natsMetricPrefix: 'jetstream',
  overcommit: 1,
  nodePool: { capacity: 'on-demand', tainted: true, ami: 'al2023', diskGiB: 100 },
  agent: {
    size: 'small',
    concurrency: 1,
    interactive: false,
    replicas: 2,
    stream: 'TASKS',
    hostPort: 443,
    naksOnSigterm: true,
    rollout: DEFAULT_ROLLING_UPDATE,
    nodePool: 'agents',
  },
} as const;

/** Ranges that are ours to choose; ranges of others stand beside their rule, with a source. */
export const LIMITS = {
  replicas: { min: 1, max: 100_000 },
  concurrency: { min: 1, max: 1000 },
  backlog: { min: 1, max: 1_000_000 },
  /** Messages or requests per second. */
  rate: { above: 0, max: 1_000_000 },
  multiplier: { above: 1, max: 1000 },
  overcommit: { min: 1, max: 10 },
  port: { min: 1, max: 65_535 },
  /** `stabilizationWindowSeconds` of an HPA: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/ */
  scaleDownWindowS: 3600,
  graceS: 86_400,
  /** A spot node is taken two minutes after its notice; ten seconds pass until its pods hear of it (A16). https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
  spotGraceS: 110,
} as const;
