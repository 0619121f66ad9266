import { DEFAULT_LABEL_DOMAIN } from './labels';

/** The defaults; each is also the `@default` of its key. */
export const DEFAULTS = {
  cni: 'vpc-cni',
  cniStrictMode: false,
  labelDomain: DEFAULT_LABEL_DOMAIN,
  overcommit: 1,
  gateway: { replicas: 2, longestRequest: '60s' },
  rollout: { weight: 10, threshold: 1, manualPromotion: false, active: 'blue', exclusive: false },
  nodePool: { capacity: 'on-demand', tainted: true, ami: 'al2023', diskGiB: 100 },
  agent: {
    size: 'small',
    concurrency: 1,
    interactive: false,
    replicas: 2,
    stream: 'TASKS',
    hostPort: 443,
    naksOnSigterm: true,
    nodePool: 'agents',
  },
} as const;

/** Zones that nodes and servers are spread over where nothing else is said. */
export const ZONES = 3;

/** Limits that this project chooses. Limits of other components are beside their rule, with a source. */
export const LIMITS = {
  replicas: { min: 1, max: 100_000 },
  concurrency: { min: 1, max: 1000 },
  backlog: { min: 1, max: 1_000_000 },
  /** Messages or requests per second. */
  rate: { above: 0, max: 1_000_000 },
  overcommit: { min: 1, max: 10 },
  port: { min: 1, max: 65_535 },
  graceS: 86_400,
} as const;
