import type { Findings } from '../../kernel/findings';
import type { OptionalField } from '../../kernel/schema';
import type { SharedService } from './service';

/**
 * A shared service from what is written of it to what its clients see.
 *
 * `World` is what it reads of its environment, each service in words of its own; `Around` the same where it is not written.
 */
export interface ServiceRow<
  Need extends string,
  Key extends string,
  Spec,
  World,
  Plan,
  Around = unknown,
  Others = never,
> extends SharedService {
  readonly need: Need;
  /** What people write of it below `services`: of one that is rendered, or of one that others run. */
  readonly written: { readonly key: Key; readonly field: OptionalField<Spec | Others> };
  /** Completes and checks one that is rendered, with every problem at `findings`. */
  readonly resolve: (written: Spec, world: World, findings: Findings) => Plan;
  /** Checks what tenants write of it where it is not rendered. @default - nothing */
  readonly without?: (around: Around, findings: Findings) => void;
}

/** What every service may read of its environment, of whatever it is. */
export interface AroundServices {
  readonly system: string;
  /** Name of the environment. */
  readonly name: string;
  readonly labelDomain: string;
  /** Allowed registries; `undefined` if they could not be read, or there is none and so nothing to compare with. */
  readonly registries: readonly string[] | undefined;
  /** Whether nothing is wrong with tenants and with what names are made of, so that sums over all of them mean something. */
  readonly judged: boolean;
}

/** The same where services are written. */
export interface ServicesWorld extends AroundServices {
  /** ClusterSecretStore that every secret is read from. */
  readonly secretStore: string;
  /** ClusterIssuer that signs certificates. */
  readonly certificateIssuer: string;
}

/** What is known where a service is not rendered. */
export interface NotWritten extends AroundServices {
  /** Whether it may have been written, but could not be read. */
  readonly unread: boolean;
}
