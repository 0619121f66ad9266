import { prod } from '../../../environments/swarm/prod';
import { ABSENT, changed, valid } from '../../resolve/fixture';
import { withLlmGateway, withServices } from '../../resolve/services-fixture';

/** Values by dotted place; of whatever type. */
export type Changes = Readonly<Record<string, unknown>>;

/** Images of cases come from either. */
const REGISTRIES: Changes = { registries: ['registry.example.com/shop', 'registry.example.com/corpus'] };

/** The example of the repository, without its pool, which is a data file. */
const SWARM = changed({ 'scale.shared-tenants': ABSENT, 'services.nats.users.shared-tenants': ABSENT }, prod);

/** Valid environments that cases differ from. */
export const BASES = {
  shop: changed(REGISTRIES, valid()),
  services: changed(REGISTRIES, withServices()),
  gateway: changed(REGISTRIES, withLlmGateway()),
  swarm: SWARM,
} as const;
export type Base = keyof typeof BASES;

/** A wrong environment: what is wrong, which valid one it differs from, and how. */
export type SpecCase = readonly [name: string, base: Base, changes: Changes];
