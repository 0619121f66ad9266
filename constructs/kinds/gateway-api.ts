/** The slice of `gateway.networking.k8s.io/v1` HTTPRoute we emit. https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#httproute */
export interface HttpRouteSpec {
  readonly parentRefs: readonly { readonly name: string; readonly namespace: string }[];
  readonly hostnames?: readonly string[];
  readonly rules: readonly { readonly backendRefs: readonly HttpBackendRef[] }[];
}

export interface HttpBackendRef {
  readonly name: string;
  readonly port: number;
  readonly weight: number;
}

/** Version of the kinds of the Gateway API. */
export const GATEWAY_API = 'gateway.networking.k8s.io';

/** The slice of `gateway.networking.k8s.io/v1` Gateway we emit. https://gateway-api.sigs.k8s.io/reference/api-spec/main/spec/#gateway */
export interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly infrastructure?: {
    readonly parametersRef: { readonly group: string; readonly kind: string; readonly name: string };
  };
  readonly listeners: readonly {
    readonly name: string;
    readonly port: number;
    readonly protocol: 'HTTP';
    readonly allowedRoutes: { readonly namespaces: { readonly from: 'Same' } };
  }[];
}

/** What a policy is attached to, in its own namespace. */
export interface PolicyTarget {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}
