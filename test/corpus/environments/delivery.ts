import { agent, environment, nightly, pool, tenant, withServices, worker } from '../builders';

const ACME = tenant('acme', {
  chat: agent({ servesTo: ['gateway'] }),
  search: worker('search', { scaling: { min: 1, max: 4, onQueueDepth: 8 } }),
});

/** Who brings the rendered files into the cluster. */
export const DELIVERY = [
  environment('flux-git', [ACME], {
    pools: [pool('shared', { chat: agent() })],
    delivery: { engine: 'flux', repository: { url: 'https://git.example.com/corpus/platform', branch: 'main' } },
  }),
  environment('flux-git-semver', [ACME], {
    delivery: { engine: 'flux', repository: { url: 'ssh://git@git.example.com/corpus/platform', semver: '1.x', secret: 'deploy-key' } },
  }),
  environment(
    'flux-oci',
    [
      tenant(
        'acme',
        { chat: agent({ servesTo: ['gateway'], rollout: { kind: 'canary' }, replicas: 10, baseRate: 100 }) },
        { batch: { report: nightly() } },
      ),
    ],
    {
      delivery: {
        engine: 'flux',
        repository: { url: 'oci://registry.example.com/corpus/platform', tag: 'prod', secret: 'registry' },
        path: 'rendered/all',
        namespace: 'delivery',
        interval: '5m',
        timeout: '3h',
        prune: false,
      },
    },
  ),
  environment('flux-oci-digest', [ACME], {
    delivery: { engine: 'flux', repository: { url: 'oci://registry.example.com/corpus/platform', digest: `sha256:${'c'.repeat(64)}` } },
  }),
  environment('argo-cd', [ACME], {
    pools: [pool('shared', { chat: agent() })],
    delivery: { engine: 'argo-cd', repository: { url: 'https://git.example.com/corpus/platform', branch: 'main' } },
  }),
  environment(
    'argo-cd-options',
    [tenant('acme', { chat: agent({ servesTo: ['gateway'], rollout: { kind: 'canary' }, replicas: 10, baseRate: 100 }) })],
    {
      delivery: {
        engine: 'argo-cd',
        repository: { url: 'ssh://git@git.example.com/corpus/platform', tag: 'v1.2.3' },
        path: 'rendered',
        namespace: 'delivery',
        prune: false,
      },
    },
  ),
  withServices(
    environment('argo-cd-services', [tenant('acme', { search: worker('search') })], {
      delivery: { engine: 'argo-cd', repository: { url: 'https://git.example.com/corpus/platform', branch: 'main' } },
    }),
  ),
];
