import { InvalidInputError, type Problem } from '../../src/kernel/problems';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { NodePoolPlan } from '../../src/features/nodes/plan';
import { renderInfrastructure } from '../../environments/terraform';
import { environmentWith, poolWith } from './environment';

/** Terraform JSON read back, by dotted path; list items by number. */
export function read(environment: EnvironmentPlan, region = 'us-west-2'): (...path: (string | number)[]) => unknown {
  const tree: unknown = JSON.parse(text(environment, region));
  return (...path) => path.reduce((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], tree);
}

export function text(environment: EnvironmentPlan, region = 'us-west-2'): string {
  return renderInfrastructure(environment).get(`terraform/${region}/cdk.tf.json`) ?? 'no such file';
}

/** The same, for one pool alone. */
export function readPool(change: Partial<NodePoolPlan> = {}, environment: Partial<EnvironmentPlan> = {}): ReturnType<typeof read> {
  return read(environmentWith({ nodePools: [poolWith(change)], ...environment }));
}

export function problemsOf(environment: EnvironmentPlan): readonly Problem[] {
  try {
    renderInfrastructure(environment);
  } catch (error) {
    if (error instanceof InvalidInputError) return error.problems;
    throw error;
  }
  return [];
}
