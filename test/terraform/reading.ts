import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import type { ResolvedEnvironment } from '../../src/resolve/resolved';
import type { ResolvedNodePool } from '../../src/features/agent/resolved-parts';
import { renderInfrastructure } from '../../environments/terraform';
import { environmentWith, poolWith } from './environment';

/** Terraform JSON read back, by dotted path; list items by number. */
export function read(environment: ResolvedEnvironment, region = 'us-west-2'): (...path: (string | number)[]) => unknown {
  const tree: unknown = JSON.parse(text(environment, region));
  return (...path) => path.reduce((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], tree);
}

export function text(environment: ResolvedEnvironment, region = 'us-west-2'): string {
  return renderInfrastructure(environment).get(`terraform/${region}/cdk.tf.json`) ?? 'no such file';
}

/** The same, for one pool alone. */
export function readPool(change: Partial<ResolvedNodePool> = {}, environment: Partial<ResolvedEnvironment> = {}): ReturnType<typeof read> {
  return read(environmentWith({ nodePools: [poolWith(change)], ...environment }));
}

export function problemsOf(environment: ResolvedEnvironment): readonly Problem[] {
  try {
    renderInfrastructure(environment);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}
