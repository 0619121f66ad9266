import { AGENTS } from './agents';
import type { ConstructCase } from './chart';
import { DELIVERY } from './delivery';
import { SERVICES } from './platform';
import { SCALING } from './scaling';
import { TENANTS } from './tenants';

/** Every public construct, rendered alone. */
export const CONSTRUCTS: readonly ConstructCase[] = [...AGENTS, ...DELIVERY, ...SCALING, ...SERVICES, ...TENANTS];
