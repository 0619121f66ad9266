import type { BusAccount } from '../../src/features/bus/account';
import { platformAccount, type PlatformAccountInput } from '../../src/features/bus/platform-account';
import { poolAccount, type PoolAccountInput } from '../../src/features/bus/pool-account';
import { tenantAccount, type TenantAccountInput } from '../../src/features/bus/tenant-account';
import { written } from '../kinds/door';

/**
 * What each account may do on the bus. It is derived only from what agents declare to consume and to publish.
 *
 * @example
 * const platform = BusAccounts.platform({ toolGatewayNkey: 'UALPWVD7G7ESBZK3ZICGNR5BVARVMTUR3RPGHYTCEDIYVRGUL234VEOS', toolGatewayConnections: 3 });
 * new NatsBus(chart, 'Bus', {
 *   image: `registry.example.com/platform/nats:2.14.2-alpine@sha256:${'0'.repeat(64)}`,
 *   reloaderImage: `registry.example.com/platform/nats-server-config-reloader:0.23.0@sha256:${'0'.repeat(64)}`,
 *   exporterImage: `registry.example.com/platform/prometheus-nats-exporter:0.20.1@sha256:${'0'.repeat(64)}`,
 *   issuer: 'bus',
 *   disk: '50Gi',
 *   accounts: [platform],
 * });
 */
export class BusAccounts {
  /** A tenant's account: its streams, its agents' users and the one that makes the streams. */
  public static tenant(input: TenantAccountInput): BusAccount {
    return tenantAccount(written('BusAccounts.tenant', 'TenantAccountInput', input));
  }

  /** The account that the members of a pool share, with weaker isolation: each member sends tasks as itself and takes its own results. */
  public static pool(input: PoolAccountInput): BusAccount {
    return poolAccount(written('BusAccounts.pool', 'PoolAccountInput', input));
  }

  /**
   * The account of the platform: the tool gateway, which receives the calls of every account, and the publisher that says which token
   * budgets are spent.
   */
  public static platform(input: PlatformAccountInput): BusAccount {
    return platformAccount(written('BusAccounts.platform', 'PlatformAccountInput', input));
  }
}
