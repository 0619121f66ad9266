import { join } from 'node:path';
import type { Cluster } from '../harness/control-plane';
import { EG_NAMESPACE, type GatewayControllers, reachable, secretOf } from './llm-gateway-controllers';
import { startRoom } from './rooms';
import type { Running } from '../harness/process';

/** The rate-limit service with its Redis, as Envoy Gateway deploys it. */
export interface Limits {
  /** Sockets of its gRPC, of its administration and of the Redis. */
  readonly grpc: string;
  readonly debug: string;
  readonly redis: string;
  readonly service: Running;
  readonly counters: Running;
  /** Starts the service once more, ready or not. */
  again(): Promise<Running>;
  stop(): Promise<void>;
}

export async function startLimits(cluster: Cluster, controllers: GatewayControllers): Promise<Limits> {
  const { client, folder } = cluster;
  const { body } = await client.get({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'envoy-ratelimit', namespace: EG_NAMESPACE },
  });
  const { template } = body['spec'] as { template: { spec: { containers: { env: { name: string; value: string }[] }[] } } };
  const env = Object.fromEntries((template.spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
  const { body: map } = await client.get({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'statsd-exporter-config', namespace: EG_NAMESPACE },
  });
  const secret = await secretOf(cluster, 'envoy-rate-limit');
  const socket = (name: string): string => join(folder, `${name}.sock`);
  const [grpc, debug, redis] = [socket('grpc'), socket('debug'), socket('redis')];
  const room = await startRoom(folder, 'limits', {
    files: {
      ...Object.fromEntries(Object.entries(secret).map(([name, bytes]) => [`certs/${name}`, bytes])),
      ...Object.fromEntries(
        Object.entries((map['data'] ?? {}) as Record<string, string>).map(([name, text]) => [`etc/statsd-exporter/${name}`, text]),
      ),
    },
    doors: [
      { from: { path: grpc }, to: { port: 8081 } },
      { from: { path: debug }, to: { port: 6070 } },
      { from: { path: redis }, to: { port: 6379 } },
      { from: { port: 18_001 }, to: { path: controllers.limits } },
    ],
  });
  try {
    const counters = await room.start(
      'redis-server',
      ['--bind', '127.0.0.1', '--port', '6379', '--save', '', '--appendonly', 'no'],
      {},
      () => reachable(redis),
    );
    const service = await room.start('ratelimit', [], env, () => reachable(grpc));
    const again = (): Promise<Running> => room.start('ratelimit', [], env, () => Promise.resolve(true));
    return { grpc, debug, redis, service, counters, again, stop: () => room.stop() };
  } catch (error) {
    await room.stop();
    throw error;
  }
}
