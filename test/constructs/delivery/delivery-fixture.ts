import { Chart, Testing } from 'cdk8s';
import type { Construct } from 'constructs';
import { DeliverySource } from '../../../constructs/delivery/delivery-source';
import type { DeliveryStage } from '../../../constructs/delivery/delivery-stage';
import { InvalidInputError, type Problem } from '../../../src/kernel/problems';

export const GIT = DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' });

/** A tenant's stage with one Deployment and the policy that opens its traffic. */
export function stageOf(changed: Partial<DeliveryStage> = {}): DeliveryStage {
  return {
    name: 'acme',
    path: 'dist/acme',
    namespaces: ['acme'],
    objects: [
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'search', namespace: 'acme' },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'search', namespace: 'acme' },
      { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Pooler', name: 'pooler', namespace: 'acme' },
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'chat', namespace: 'acme' },
    ],
    ...changed,
  };
}

/** What bounds that namespace. */
export function keeper(): DeliveryStage {
  return {
    name: 'namespaces',
    path: 'dist/namespaces',
    namespaces: ['acme'],
    clusterScoped: true,
    byName: true,
    prune: false,
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', name: 'acme' },
      { apiVersion: 'v1', kind: 'ResourceQuota', name: 'tenant', namespace: 'acme' },
      { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: 'default-deny', namespace: 'acme' },
    ],
  };
}

/** A rendered object, as loosely typed as these tests need. */
export interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** Objects of a chart that `build` fills. */
export function rendered(build: (chart: Construct) => void): Rendered[] {
  const chart = new Chart(Testing.app(), 'test');
  build(chart);
  return Testing.synth(chart) as Rendered[];
}

/** `<place>: <rule>` of everything that is wrong. */
export function problemsOf(build: (chart: Construct) => void): string[] {
  return caught(build).map(({ place, rule }) => `${place}: ${rule}`);
}

export function caught(build: (chart: Construct) => void): readonly Problem[] {
  try {
    rendered(build);
    return [];
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
}

/** The one object of a kind. */
export function only(objects: readonly Rendered[], kind: string, name?: string): Rendered {
  const found = objects.filter((object) => object.kind === kind && (name === undefined || object.metadata.name === name));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} objects of kind ${kind}`);
  return found[0];
}
