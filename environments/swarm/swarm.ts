import type { EnvironmentSpec } from '../../src/resolve/spec';
import { acme } from '../../tenants/swarm/acme';

/** What dev, staging and prod have in common: everything but their name and scale. The pool of small tenants is a data file, tenants/swarm/shared-tenants.yaml. */
export const swarm: Omit<EnvironmentSpec, 'name' | 'nodePools'> = {
  system: 'swarm',
  target: { kubernetes: '1.33', keda: '2.20', argoRollouts: '1.9', nats: '2.14', cni: 'vpc-cni' },
  registries: ['registry.example.com/swarm'],
  tenants: [acme],
  profiles: {
    // the sale starts at 08:00 and lasts half an hour; replicas are there a quarter of an hour earlier
    'flash-sale': { multiplier: 10, start: '45 7 27 11 *', end: '30 8 27 11 *', timeZone: 'America/New_York' },
    holiday: { multiplier: 5, start: '0 0 27 11 *', end: '0 0 1 1 *', timeZone: 'America/New_York' },
  },
  delivery: { engine: 'flux', repository: { url: 'https://git.example.com/swarm/platform', branch: 'main' } },
  regions: ['us-west-2'],
  terraformState: { bucket: 'swarm-terraform-state' },
};
