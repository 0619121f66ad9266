import { configTextOf, ENVIRONMENTS, objectOf, workloadOf } from './rendered';

export const ACME = 'tenant-acme';
export const POOL = 'shared-tenants';
export const AGENTS = [
  { namespace: ACME, agent: 'coordinator' },
  { namespace: ACME, agent: 'order-tracking' },
  { namespace: ACME, agent: 'product-search' },
  { namespace: POOL, agent: 'coordinator' },
  { namespace: POOL, agent: 'product-search' },
] as const;
export const everywhere = ENVIRONMENTS.flatMap((environment) => AGENTS.map((agent) => ({ environment, ...agent })));

export const pod = (environment: string, namespace: string, agent: string) => {
  const template = workloadOf(environment, namespace, agent).spec.template;
  if (template === undefined) throw new Error(`${agent} has no pod template`);
  return template;
};
export const container = (environment: string, namespace: string, agent: string) => {
  const [only, ...rest] = pod(environment, namespace, agent).spec.containers;
  if (only === undefined || rest.length > 0) throw new Error(`${agent} has not exactly one container`);
  return only;
};
export const triggers = (environment: string, namespace: string) =>
  objectOf(environment, 'ScaledObject', namespace, 'product-search').spec.triggers ?? [];
export const config = (environment: string, namespace: string, agent: string) =>
  JSON.parse(configTextOf(environment, namespace, agent)) as Record<string, unknown> & {
    bus: Record<string, unknown>;
  };
