import { planHosts } from '../../src/features/network/plan';
import { EXTERNAL_HOST } from '../../src/features/network/schema';
import type { Problems } from '../../src/kernel/problems';

export { type PortRanges, rangesByPort } from '../../src/features/network/plan';

const DEFAULT_HOST_PORT = EXTERNAL_HOST.shape.port.said.default;

/** A host outside the cluster that an agent reaches. */
export class ExternalHost {
  /**
   * By address ranges, which every CNI that enforces policies understands.
   *
   * @param cidrs canonical ranges, e.g. `203.0.113.0/24`; never everything, loopback or instance metadata
   * @param port TCP port, by default 443
   */
  public static ranges(cidrs: string[], port?: number): ExternalHost {
    return new ExternalHost(undefined, [...cidrs], port ?? DEFAULT_HOST_PORT);
  }

  /**
   * By DNS name. A NetworkPolicy cannot express names, so an agent refuses it and says what to do instead.
   *
   * @param name DNS name
   * @param port TCP port, by default 443
   */
  public static named(name: string, port?: number): ExternalHost {
    return new ExternalHost(name, [], port ?? DEFAULT_HOST_PORT);
  }

  private constructor(
    /** DNS name, where that is all that is known. */
    public readonly name: string | undefined,
    /** Address ranges. */
    public readonly cidrs: string[],
    /** TCP port. */
    public readonly port: number,
  ) {}
}

/** The rules of hosts, for whoever has no other plan of them. */
export function checkHosts(problems: Problems, hosts: readonly ExternalHost[]): void {
  planHosts(problems, hosts);
}
