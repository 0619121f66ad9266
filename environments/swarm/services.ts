import type { NatsSpec } from '../../src/features/bus/spec';
import type { ServicesSpec } from '../../src/resolve/spec';

// Mirrors of the upstream images in a registry of our own; as everywhere in these examples, digests are placeholders: sha256 of "<name>:<tag>".
const nats = 'registry.example.com/swarm/nats:2.14.9-alpine@sha256:f4e2adc0200acb731d4b863d7c29305fb34ac32519c0c276aaf3b505fc1d1531';
const natsServerConfigReloader =
  'registry.example.com/swarm/nats-server-config-reloader:0.22.4@sha256:5d51e627be55d3363b8baaeb248cac0866aa8c663706c090e2168d0ffb00b61d';
const prometheusNatsExporter =
  'registry.example.com/swarm/prometheus-nats-exporter:0.18.0@sha256:e48382bb1812873f71c94030fd77d33d28bdf8c0d9ed54d9e508bd81912896fb';
const redis = 'registry.example.com/swarm/redis:7.4.5@sha256:290cc506eaac574e5019d2b4b7caea67779d63823ed71a4e51cdcc1321b9d008';
const redisExporter =
  'registry.example.com/swarm/redis-exporter:1.74.0@sha256:94e2f79f42216a9782464399cad1568001a8b41fdf17135513e3b18f5fd9b0c9';
const postgresql = 'registry.example.com/swarm/postgresql:17.6@sha256:2643c33d1b515ebe0dcdcd8b5644e3ae1071548d0a1b3a037025777243ecc73b';
const toolGateway = 'registry.example.com/swarm/tool-gateway:1.4.0@sha256:cdefe522dd1d4b05f93a397a5d8fa4e94622cd83ae25245e099cb7a40a8e81cd';
const envoy = 'registry.example.com/swarm/envoy:1.39.0@sha256:9652142037c8fb76447385aaf0ec31a93ea253ad5d42f007d3df1c45be67b5b7';
const aiGatewayProcessor =
  'registry.example.com/swarm/ai-gateway-extproc:1.1.0@sha256:5c753bed124f00d2624e536917542ab89f127be1c40cf925eafc7c346f657899';

/** Whose bus users and whose cluster they are. */
interface Cluster {
  readonly users: NatsSpec['users'];
  /** Who signs the tokens of service accounts: `cluster.identity.oidc.issuer` of EKS. A placeholder, as everywhere in these examples. */
  readonly issuer: string;
}

/** What every environment has besides its tenants; environments differ in the keys of their bus users and in their cluster's issuer alone. */
export function services({ users, issuer }: Cluster): ServicesSpec {
  return {
    secretStore: 'platform',
    certificateIssuer: 'platform-ca',
    nats: {
      image: nats,
      reloaderImage: natsServerConfigReloader,
      exporterImage: prometheusNatsExporter,
      // what the shared services ask for at their rollout peaks fits four nodes of which one is missing
      resources: { cpu: '500m', memory: '1Gi', ephemeralStorage: '1Gi' },
      disk: '20Gi',
      users,
    },
    redis: {
      image: redis,
      release: '7.4',
      exporterImage: redisExporter,
      disk: '10Gi',
      state: { resources: { cpu: '500m', memory: '4Gi', ephemeralStorage: '2Gi' } },
      cache: { resources: { cpu: '500m', memory: '1Gi', ephemeralStorage: '1Gi' } },
    },
    postgres: {
      image: postgresql,
      size: 'memory-optimized',
      disk: '50Gi',
      // interfaces of the control plane are in the subnets of the cluster
      apiServer: { cidrs: ['10.0.0.0/16'] },
      backup: { objectStore: 'postgres-backups', hosts: [{ cidrs: ['198.51.100.0/24'] }] },
    },
    // the hosts of the tools, through the egress gateway
    toolGateway: { image: toolGateway, hosts: [{ cidrs: ['203.0.113.0/25'] }] },
    llmGateway: {
      image: envoy,
      processorImage: aiGatewayProcessor,
      resources: { cpu: '400m', memory: '1Gi', ephemeralStorage: '1Gi' },
      processor: { resources: { cpu: '100m', memory: '256Mi', ephemeralStorage: '1Gi' } },
      longestRequest: '120s',
      // answers take half a second on average: 256 a second, where a sale has 100 of both tenants
      parallelRequests: 64,
      provider: {
        schema: 'OpenAI',
        hostname: 'api.openai.com',
        // a placeholder: what the egress gateway gives for the name
        cidrs: ['203.0.113.128/25'],
        models: { 'gpt-4o-mini': { contextTokens: 128_000, usdPerMillionTokens: 0.6 } },
        limit: { perMinute: 10_000_000 },
      },
      callers: { issuer, jwksUri: `${issuer}/keys`, cidrs: ['198.51.100.128/25'] },
    },
  };
}
