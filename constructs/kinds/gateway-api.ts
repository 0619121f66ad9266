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
