import type { PodResources } from '../../src/features/resources/spec';
import { RESOURCE_CLASSES } from '../../src/features/resources/pod-sizes';
import { written } from '../kinds/door';

export { checkResources } from '../../src/features/resources/resolve';

/** Resources that no class has. */
export interface AgentResourcesOptions {
  /** CPU quantity, e.g. `500m` or `2`; not finer than `1m`. */
  readonly cpu: string;
  /** Memory quantity, e.g. `512Mi`; at least `1Mi`. Mind the unit: `512m` is half a byte and is refused. */
  readonly memory: string;
  /** Logs, writable layers and emptyDirs, `/tmp` among them. @default '1Gi' */
  readonly ephemeralStorage?: string;
}

/**
 * Requests and limits of one pod.
 *
 * Requests equal limits: the pod is in the Guaranteed class, and quota arithmetic has one number.
 */
export class AgentResources {
  /** 250m CPU, 256Mi memory, 1Gi ephemeral storage. */
  public static small(): AgentResources {
    return new AgentResources(RESOURCE_CLASSES.small);
  }

  /** 500m CPU, 512Mi memory, 1Gi ephemeral storage. */
  public static medium(): AgentResources {
    return new AgentResources(RESOURCE_CLASSES.medium);
  }

  /** 1 CPU, 1Gi memory, 1Gi ephemeral storage. */
  public static large(): AgentResources {
    return new AgentResources(RESOURCE_CLASSES.large);
  }

  /** 1 CPU, 4Gi memory, 2Gi ephemeral storage: for large contexts and indexes. */
  public static memoryOptimized(): AgentResources {
    return new AgentResources(RESOURCE_CLASSES['memory-optimized']);
  }

  /** 2 CPU, 2Gi memory, 2Gi ephemeral storage: for ranking and parsing. */
  public static computeOptimized(): AgentResources {
    return new AgentResources(RESOURCE_CLASSES['compute-optimized']);
  }

  /** Exactly these. Checked where they are used, so that all problems of an agent are reported at once. */
  public static of(options: AgentResourcesOptions): AgentResources {
    return new AgentResources({
      ephemeralStorage: RESOURCE_CLASSES.small.ephemeralStorage,
      ...written('AgentResources.of', 'AgentResourcesOptions', options),
    });
  }

  /** CPU quantity. */
  public readonly cpu: string;
  /** Memory quantity. */
  public readonly memory: string;
  /** Ephemeral storage quantity. */
  public readonly ephemeralStorage: string;

  private constructor({ cpu, memory, ephemeralStorage }: PodResources) {
    this.cpu = cpu;
    this.memory = memory;
    this.ephemeralStorage = ephemeralStorage;
  }
}
