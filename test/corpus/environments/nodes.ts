import { agent, environment, nightly, tenant } from '../builders';

/** Node pools, regions and where Terraform keeps its state. */
export const NODES = [
  environment(
    'nodes',
    [tenant('acme', { chat: agent(), side: agent({ nodePool: 'open' }) }, { batch: { report: nightly({ nodePool: 'cheap' }) } })],
    {
      nodePools: {
        agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 4, capacity: 'on-demand', ami: 'bottlerocket', diskGiB: 60 },
        cheap: { instanceTypes: ['m6a.2xlarge', 'm6i.2xlarge', 'm7i.2xlarge'], min: 0, max: 3, capacity: 'spot', tainted: true },
        open: { instanceTypes: ['m7i.xlarge'], min: 1, max: 2, tainted: false, ami: 'al2023' },
      },
      regions: ['ap-southeast-2'],
      terraformState: { bucket: 'corpus-terraform-state', region: 'eu-central-1' },
    },
  ),
  environment('nodes-arm', [tenant('acme', { chat: agent() })], {
    nodePools: { agents: { instanceTypes: ['m7g.2xlarge'], min: 1, max: 2, tainted: false, ami: 'bottlerocket' } },
  }),
  environment('nodes-gpu-and-unknown', [tenant('acme', { chat: agent() })], {
    nodePools: {
      agents: {
        instanceTypes: ['m99.2xlarge'],
        size: { cpu: '8', memory: '32Gi', pods: 58, architecture: 'arm64' },
        min: 1,
        max: 2,
        tainted: false,
      },
      gpu: { instanceTypes: ['g5.xlarge'], min: 0, max: 1 },
    },
  }),
  environment('overcommit', [tenant('acme', { chat: agent({ size: 'large', replicas: 12 }) })], {
    overcommit: 2.5,
    nodePools: { agents: { instanceTypes: ['m7i.2xlarge'], min: 1, max: 2 } },
  }),
];
