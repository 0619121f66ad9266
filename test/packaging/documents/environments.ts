import type { EnvironmentSpec } from 'cdk8s-agents/platform';

/** A platform for documents, without a bus: its workers poll the database that a cloud runs. */
const papers: Omit<EnvironmentSpec, 'name'> = {
  system: 'papers',
  target: { kubernetes: '1.33' },
  registries: ['registry.example.com/papers'],
  tenants: [], // data files
  services: {
    secretStore: 'cloud',
    postgres: {
      external: {
        name: 'papers.example.eu-central-1.rds.amazonaws.com',
        cidrs: ['10.0.64.0/20', '10.0.80.0/20'],
        port: 5433,
        credentials: { user: { key: 'rds/{tenant}' }, password: { key: 'rds/{tenant}' } },
        settings: { database: 'papers' },
        connectionsPerPod: 2,
        maxConnections: 400,
      },
    },
  },
  nodePools: { agents: { instanceTypes: ['m7i.2xlarge'], min: 2, max: 12 } },
  regions: ['eu-central-1'],
};

const repository = { url: 'https://git.example.com/papers/platform.git', branch: 'main' };

const dev: EnvironmentSpec = { ...papers, name: 'dev', delivery: { engine: 'flux', repository } };
const prod: EnvironmentSpec = { ...papers, name: 'prod', delivery: { engine: 'argo-cd', repository } };

/** The same with a bus, which others run. */
const bus: EnvironmentSpec = {
  ...dev,
  system: 'papers-bus',
  services: {
    ...papers.services,
    nats: {
      external: {
        name: 'nats.example.com',
        cidrs: ['10.9.0.0/24'],
        credentials: { seed: { key: 'bus/{tenant}/{agent}' } },
      },
    },
  },
};

export const environments = [dev, prod, bus];
