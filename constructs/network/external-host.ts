import { checkEgressCidr } from '../../src/kernel/cidr';
import { byText } from '../../src/kernel/order';
import type { Problems } from '../../src/kernel/problems';
import { shown } from '../../src/kernel/shown';

/** HTTPS. */
const DEFAULT_HOST_PORT = 443;
const MAX_PORT = 65_535;

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

/** Ranges reached on one port. */
export interface PortRanges {
  readonly port: number;
  readonly cidrs: readonly string[];
}

/** Rules `egress-by-name`, `egress-empty` and `cidr` for every host. */
export function checkHosts(problems: Problems, hosts: readonly ExternalHost[]): void {
  hosts.forEach(({ name, cidrs, port }, index) => {
    const at = problems.at(String(index));
    at.integer('port', port, 1, MAX_PORT);
    cidrs.forEach((cidr, position) => at.rule(`cidrs.${position}`, checkEgressCidr(cidr)));
    if (name !== undefined) {
      // Rule `egress-by-name`: a NetworkPolicy filters by address and has no field for a name, so the host would stay unreachable.
      // https://kubernetes.io/docs/concepts/services-networking/network-policies/
      at.that(
        false,
        'name',
        'egress-by-name',
        `a NetworkPolicy cannot express the name ${shown(name)}`,
        'give the ranges, or go through an egress proxy',
      );
    } else {
      at.that(
        cidrs.length > 0,
        'cidrs',
        'egress-empty',
        'no range is given, and an empty list would open every address',
        'give at least one range',
      );
    }
  });
}

/** Hosts as rules: one a port, ranges sorted and without repeats. */
export function rangesByPort(hosts: readonly PortRanges[]): PortRanges[] {
  const ports = [...new Set(hosts.map(({ port }) => port))].sort((a, b) => a - b);
  return ports.map((port) => ({
    port,
    cidrs: [...new Set(hosts.filter((host) => host.port === port).flatMap(({ cidrs }) => cidrs))].sort(byText),
  }));
}
