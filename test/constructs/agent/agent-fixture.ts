import { App, Chart, Duration, Testing } from 'cdk8s';
import { AgentDeployment } from '../../../constructs/agent/agent-deployment';
import type { AgentDeploymentProps } from '../../../constructs/agent/agent-props';
import { Target } from '../../../constructs/kinds/target';
import { InvalidInputError } from '../../../src/kernel/problems';

/** A rendered object, as far as these tests read it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: Record<string, unknown>;
  readonly data: Record<string, string>;
}

export const IMAGE = `registry.example.com/agents/search:2.4.1@sha256:${'a'.repeat(64)}`;
export const VALID: AgentDeploymentProps = { image: IMAGE, task: { p99: Duration.seconds(20) } };

/** A chart of a tenant's namespace, for a release. */
export function chartFor(kubernetes = '1.33'): Chart {
  const app = new App();
  Target.set(app, { kubernetes });
  return new Chart(app, 'acme', { namespace: 'tenant-acme', labels: { owner: 'team-acme' } });
}

/** One valid agent with some props changed. */
export function define(overrides: Partial<AgentDeploymentProps> = {}, chart = chartFor()) {
  const agent = new AgentDeployment(chart, 'Search', { ...VALID, ...overrides });
  return { chart, agent };
}

export function rendered(chart: Chart): Manifest[] {
  return Testing.synth(chart) as Manifest[];
}

/** The only object of a kind. */
export function only(chart: Chart, kind: string): Manifest {
  const [found, ...rest] = rendered(chart).filter((object) => object.kind === kind);
  if (found === undefined || rest.length > 0) throw new Error(`not exactly one ${kind}`);
  return found;
}

/** The pod template's spec. */
export function podOf(chart: Chart): Record<string, unknown> {
  return (only(chart, 'Deployment').spec['template'] as { spec: Record<string, unknown> }).spec;
}

/** The only container. */
export function containerOf(chart: Chart): Record<string, unknown> {
  const containers = podOf(chart)['containers'] as Record<string, unknown>[];
  const [found] = containers;
  if (found === undefined || containers.length > 1) throw new Error('not exactly one container');
  return found;
}

/** The configuration file, parsed. */
export function configOf(chart: Chart): unknown {
  return JSON.parse(only(chart, 'ConfigMap').data['agent.json'] ?? '');
}

/** `place rule` of every problem, in order; an empty list if nothing is wrong. */
export function problemsOf(act: () => unknown): string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems.map(({ place, rule }) => `${place} ${rule}`);
  }
}
