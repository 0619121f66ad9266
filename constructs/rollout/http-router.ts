import type { RouterPlan } from '../../src/features/rollout/plan';
import type { RouterInput } from '../../src/features/rollout/strategies';
import type { HttpRouteSpec } from '../kinds/gateway-api';
import { written } from '../kinds/door';

/** A Gateway that requests come through. */
export interface GatewayRouterOptions {
  /** Name of the Gateway. It must allow routes of the agent's namespace. */
  readonly gateway: string;
  /** Namespace of the Gateway. */
  readonly gatewayNamespace: string;
  /** DNS names the agent answers to, e.g. `coordinator.example.com` or `*.example.com`; at most 16. @default - all that the Gateway listens to */
  readonly hostnames?: string[];
}

/** What splits requests between the versions of an agent, so that a share of requests needs no share of pods. */
export class HttpRouter {
  /**
   * By an HTTPRoute of the Gateway API, whose weights Argo Rollouts changes through its plugin `argoproj-labs/gatewayAPI`.
   *
   * Install the plugin in the controller first: without it the controller makes no pods at all, and only its log says why. Only requests
   * that come through the Gateway are split. A caller of the Service `<name>` gets the old version until the new one is promoted. A
   * delivery engine must not reset the weights of a route that carries the label `rollouts.argoproj.io/gatewayapi-canary: in-progress`.
   *
   * @see https://rollouts-plugin-trafficrouter-gatewayapi.readthedocs.io/en/latest/quick-start/
   */
  public static gateway(options: GatewayRouterOptions): HttpRouter {
    const { gateway, gatewayNamespace, hostnames } = written('HttpRouter.gateway', 'GatewayRouterOptions', options);
    return new HttpRouter(gateway, gatewayNamespace, hostnames);
  }

  private constructor(
    /**
     * Name of the Gateway. Not in other languages, where an instance has no member by the name of a static one.
     *
     * @jsii ignore
     */
    public readonly gateway: string,
    /** Namespace of the Gateway. */
    public readonly gatewayNamespace: string,
    /** DNS names the agent answers to; `undefined`: all. */
    public readonly hostnames: string[] | undefined,
  ) {}
}

/** What a router says, as plans take it. */
export function routerInput({ gateway, gatewayNamespace, hostnames }: HttpRouter): RouterInput {
  return { gateway, namespace: gatewayNamespace, namespaceAt: 'gatewayNamespace', hostnames };
}

/** Services of both versions, and their port. */
export interface RoutedServices {
  readonly stable: string;
  readonly canary: string;
  readonly port: number;
}

/** The route as it stands between two rollouts: everything goes to the stable version. */
export function httpRoute({ gateway, namespace, hostnames }: RouterPlan, { stable, canary, port }: RoutedServices): HttpRouteSpec {
  return {
    parentRefs: [{ name: gateway, namespace }],
    ...(hostnames.length > 0 && { hostnames }),
    rules: [
      {
        backendRefs: [
          { name: stable, port, weight: 100 },
          { name: canary, port, weight: 0 },
        ],
      },
    ],
  };
}
