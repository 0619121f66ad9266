import { App, Chart, Testing } from 'cdk8s';
import { RedisAcl, type RedisAclProps } from '../../../constructs/store/redis-acl';
import { RedisInstance, type RedisInstanceProps } from '../../../constructs/store/redis-instance';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import type { Manifest } from '../agent/agent-fixture';

export const REDIS = `registry.example.com/platform/redis:7.2.4@sha256:${'a'.repeat(64)}`;
export const EXPORTER = `registry.example.com/platform/redis-exporter:1.74.0@sha256:${'b'.repeat(64)}`;

const INSTANCE: RedisInstanceProps = {
  role: 'state',
  image: REDIS,
  exporterImage: EXPORTER,
  issuer: 'platform',
  resources: AgentResources.of({ cpu: '1', memory: '4Gi' }),
};

export const ACL: RedisAclProps = {
  role: 'state',
  release: '7.2',
  users: [{ name: 'acme', prefixes: ['tenant:acme:'], remoteKey: 'swarm/prod/tenant-acme/memory' }],
  operatorsRemoteKey: 'swarm/prod/platform/redis-state',
  secretStore: 'platform',
};

/** Objects of one valid instance with some props changed. */
export function instance(overrides: Partial<RedisInstanceProps> = {}): Manifest[] {
  const chart = new Chart(new App(), 'platform', { labels: { owner: 'team-platform' } });
  new RedisInstance(chart, 'Redis', { ...INSTANCE, ...overrides });
  return Testing.synth(chart) as Manifest[];
}

/** Objects of one valid ACL with some props changed. */
export function acl(overrides: Partial<RedisAclProps> = {}): Manifest[] {
  const chart = new Chart(new App(), 'platform');
  new RedisAcl(chart, 'Acl', { ...ACL, ...overrides });
  return Testing.synth(chart) as Manifest[];
}

/** The only object of a kind, or the one of a name. */
export function find(objects: readonly Manifest[], kind: string, name?: string): Manifest {
  const [found, ...rest] = objects.filter((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found === undefined || rest.length > 0) throw new Error(`not exactly one ${kind} ${name ?? ''}`);
  return found;
}
