import { BUS_PLACE } from '../bus/places';
import { memoryPlace } from './places';
import { type Dependency, PLATFORM_SERVICES, type ServicePlace } from '../services/places';

/**
 * The places that a dependency opens.
 *
 * @param memoryOwner tenant that owns the store; `undefined` for the one that tenants share
 */
export function dependencyPlaces(dependency: Dependency, memoryOwner: string | undefined): readonly ServicePlace[] {
  switch (dependency) {
    case 'bus':
      return [BUS_PLACE];
    case 'memory':
      return [memoryPlace('state', memoryOwner), memoryPlace('cache', memoryOwner)];
    case 'database':
      return [PLATFORM_SERVICES.postgresPooler];
    case 'llm-gateway':
      return [PLATFORM_SERVICES.llmGateway];
    case 'tools':
      return [];
  }
}
