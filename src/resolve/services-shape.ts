import { LLM_GATEWAY } from '../features/llm/shape';
import type {
  BackupSpec,
  GatewaySpec,
  NatsSpec,
  OwnMemorySpec,
  PostgresSpec,
  RedisInstanceSpec,
  RedisSpec,
  ServicesSpec,
} from './services-spec';
import { type FieldsOf, listOf, number, object, optional, recordOf, required, text } from '../kernel/shape';
import { HOST, SIZE } from './shape-parts';

/** Most tenants and pools of one bus, and most users of each. */
const MAX_USERS = 10_000;

const NATS = object({
  ...SIZE,
  image: required(text),
  reloaderImage: required(text),
  exporterImage: required(text),
  servers: optional(number),
  disk: required(text),
  storageClass: optional(text),
  outage: optional(text),
  messageBytes: optional(number),
  users: required(recordOf(recordOf(text, MAX_USERS), MAX_USERS)),
} satisfies FieldsOf<NatsSpec>);

const REDIS_INSTANCE = object({ ...SIZE, memoryPerTenant: optional(text) } satisfies FieldsOf<RedisInstanceSpec>);

const REDIS = object({
  image: required(text),
  release: required(text),
  exporterImage: required(text),
  connectionsPerPod: optional(number),
  disk: required(text),
  storageClass: optional(text),
  state: required(REDIS_INSTANCE),
  cache: required(REDIS_INSTANCE),
} satisfies FieldsOf<RedisSpec>);

/** A tenant's own memory as written. */
export const OWN_MEMORY = object({
  disk: required(text),
  storageClass: optional(text),
  state: required(object(SIZE)),
  cache: required(object(SIZE)),
} satisfies FieldsOf<OwnMemorySpec>);

const POSTGRES = object({
  ...SIZE,
  image: required(text),
  instances: optional(number),
  disk: required(text),
  storageClass: optional(text),
  maxConnections: optional(number),
  connectionsPerPod: optional(number),
  apiServer: required(HOST),
  backup: optional(
    object({ objectStore: required(text), schedule: optional(text), hosts: required(listOf(HOST)) } satisfies FieldsOf<BackupSpec>),
  ),
} satisfies FieldsOf<PostgresSpec>);

const GATEWAY = object({
  ...SIZE,
  image: required(text),
  replicas: optional(number),
  longestRequest: optional(text),
  hosts: optional(listOf(HOST)),
} satisfies FieldsOf<GatewaySpec>);

/** The shared services as written. */
export const SERVICES = object({
  secretStore: required(text),
  certificateIssuer: required(text),
  nats: required(NATS),
  redis: required(REDIS),
  postgres: required(POSTGRES),
  toolGateway: required(GATEWAY),
  llmGateway: optional(LLM_GATEWAY),
} satisfies FieldsOf<ServicesSpec>);
