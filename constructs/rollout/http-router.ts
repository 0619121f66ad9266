import { checkDnsLabel, isDnsSubdomain } from '../../src/kernel/names';
import type { Problems } from '../../src/kernel/problems';
import { shown } from '../../src/kernel/shown';
import { HTTP_PORT } from '../agent/agent-pod';
import type { HttpRouteSpec } from '../kinds/gateway-api';

/** Most hostnames of one route: https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproutespec */
const MAX_HOSTNAMES = 16;

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
    return new HttpRouter(options.gateway, options.gatewayNamespace, options.hostnames);
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

/** Rules `dns-label` and `hostnames`. */
export function checkRouter(at: Problems, { gateway, gatewayNamespace, hostnames }: HttpRouter): void {
  at.rule('gateway', checkDnsLabel(gateway));
  at.rule('gatewayNamespace', checkDnsLabel(gatewayNamespace));
  if (hostnames === undefined) return;
  // Rule `hostnames`: the API server refuses a route with more than 16 host names, or with one twice.
  // https://gateway-api.sigs.k8s.io/reference/spec/
  at.that(
    hostnames.length >= 1 && hostnames.length <= MAX_HOSTNAMES && new Set(hostnames).size === hostnames.length,
    'hostnames',
    'hostnames',
    `must be 1 to ${MAX_HOSTNAMES} different names, got ${hostnames.length}`,
    'name each once, or leave it out',
  );
  hostnames.forEach((hostname, index) => {
    at.that(
      isDnsSubdomain(hostname.replace(/^\*\./, '')) && !/^[\d.]+$/.test(hostname),
      `hostnames.${index}`,
      'hostnames',
      `must be a DNS name, got ${shown(hostname)}`,
      `write 'coordinator.example.com'`,
    );
  });
}

/** The route as it stands between two rollouts: everything goes to the stable version. */
export function httpRoute({ gateway, gatewayNamespace, hostnames }: HttpRouter, stable: string, canary: string): HttpRouteSpec {
  return {
    parentRefs: [{ name: gateway, namespace: gatewayNamespace }],
    ...(hostnames !== undefined && { hostnames }),
    rules: [
      {
        backendRefs: [
          { name: stable, port: HTTP_PORT, weight: 100 },
          { name: canary, port: HTTP_PORT, weight: 0 },
        ],
      },
    ],
  };
}
