import type { JsonObject } from '../../src/kernel/json';

/** A Deployment with most of what an agent's has; every call gives a new one. */
export function deployment(): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'search',
      namespace: 'tenant-acme',
      labels: { 'app.kubernetes.io/name': 'search' },
      annotations: { email: 'a@example.com' },
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { 'cdk8s-agents/workload': 'search' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: '25%' } },
      template: {
        metadata: { labels: { 'cdk8s-agents/workload': 'search' } },
        spec: {
          nodeSelector: { 'cdk8s-agents/pool': 'general' },
          containers: [
            {
              name: 'agent',
              image: 'example.com/search@sha256:0',
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
              resources: { requests: { cpu: '500m', memory: '512Mi' }, limits: { memory: '512Mi' } },
              securityContext: { readOnlyRootFilesystem: true, appArmorProfile: { type: 'RuntimeDefault' } },
            },
          ],
        },
      },
    },
  };
}

/** A definition with every construct that a structural schema has. */
export function widgetCrd(): JsonObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      names: { kind: 'Widget', plural: 'widgets' },
      scope: 'Namespaced',
      versions: [
        { name: 'v1beta1', served: false, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              required: ['spec'],
              properties: {
                spec: {
                  type: 'object',
                  required: ['name', 'mode'],
                  properties: {
                    name: { type: 'string', pattern: '^[a-z]+$', minLength: 2, maxLength: 5 },
                    mode: { type: 'string', enum: ['slow', 'fast'], default: 'slow' },
                    count: { type: 'integer', format: 'int32', minimum: 1, maximum: 10 },
                    ratio: { type: 'number', minimum: 0, exclusiveMinimum: true, multipleOf: 0.5 },
                    on: { type: 'boolean' },
                    port: { 'x-kubernetes-int-or-string': true },
                    note: { type: 'string', nullable: true },
                    at: { type: 'string', format: 'date-time' },
                    tags: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3, 'x-kubernetes-list-type': 'set' },
                    rows: {
                      type: 'array',
                      items: {
                        type: 'object',
                        required: ['id'],
                        properties: { id: { type: 'string' }, kind: { type: 'string', default: 'a' } },
                      },
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['id', 'kind'],
                    },
                    sizes: { type: 'object', additionalProperties: { type: 'integer' }, maxProperties: 2 },
                    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { level: { type: 'integer' } } },
                    pod: { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true },
                    from: {
                      type: 'object',
                      properties: { file: { type: 'string' }, url: { type: 'string' } },
                      oneOf: [{ required: ['file'] }, { required: ['url'] }],
                    },
                    any: {
                      type: 'object',
                      properties: { a: { type: 'integer' }, b: { type: 'integer' } },
                      anyOf: [{ required: ['a'] }, { required: ['b'] }],
                    },
                    all: { type: 'integer', allOf: [{ minimum: 2 }, { maximum: 4 }], not: { enum: [3] } },
                  },
                },
                status: { type: 'object', properties: { ready: { type: 'boolean' } } },
              },
            },
          },
        },
      ],
    },
  };
}

/** A path into a document: field names and list indexes. */
export type Path = readonly (string | number)[];

/** A copy with one value replaced, or taken away if the value is `undefined`. */
export function changed<T>(value: T, path: Path, replacement: unknown): T {
  const copy = structuredClone(value);
  const parent = path.slice(0, -1).reduce<unknown>((node, step) => Reflect.get(Object(node) as object, step), copy) as object;
  const last = path.at(-1) ?? '';
  if (replacement === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, replacement);
  return copy;
}
