import { Inventory } from '../../src/judges/inventory/inventory';

/** An object of a namespace, or of none if that is empty; what else it has is given. */
export function object(kind: string, name: string, rest: object = {}, namespace = 'x', apiVersion = 'v1'): object {
  const { metadata = {}, ...body } = rest as { readonly metadata?: object };
  return { apiVersion, kind, metadata: { name, ...(namespace !== '' && { namespace }), ...metadata }, ...body };
}

/** A Deployment whose pods carry labels and have containers. */
export function deployment(name: string, labels: Readonly<Record<string, string>>, containers: readonly object[], namespace = 'x'): object {
  const template = { metadata: { labels }, spec: { containers } };
  return object('Deployment', name, { spec: { template } }, namespace, 'apps/v1');
}

/** Objects in one file, each on a line of its own from 1. */
export function holding(...objects: readonly object[]): Inventory {
  return new Inventory().add(objects.map((document, index) => ({ file: 'a.yaml', line: index + 1, document })));
}
