import { APP_LABEL } from '../../kernel/labels';
import { checkDnsLabel } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import type { HostPlan } from '../network/plan';
import { PLATFORM_NAMESPACE, type ServicePlace } from '../services/places';
import { BUDGET_PUBLISHER } from './budget-notice';

/** Label of the controller that makes streams and consumers (NACK). */
const CONTROLLER = 'nack';

/** The controller that makes streams and consumers, by the label its pods must carry. */
export const STREAM_CONTROLLER = clientPods(CONTROLLER);

/** The publisher that says which token budgets are spent, by the label that its pods must carry. It is not rendered. */
export const BUDGET_SPEAKER = clientPods(BUDGET_PUBLISHER);

/** Pods in the platform's namespace that others run and that reach the bus, and what they reach besides. */
export interface BusClientPlan {
  /** Name of the policy, and value of `app.kubernetes.io/name` on the pods. */
  readonly name: string;
  readonly hosts: readonly Pick<HostPlan, 'cidrs' | 'port'>[];
  readonly asksPrometheus: boolean;
}

/** Completes and checks such a client. */
export function planBusClient(problems: Problems, input: Pick<BusClientPlan, 'name'> & Partial<BusClientPlan>): BusClientPlan {
  const { name, hosts = [], asksPrometheus = false } = input;
  problems.rule('name', checkDnsLabel(name));
  return { name, hosts, asksPrometheus };
}

/** The controller, which also reaches the API server. */
export function streamController(problems: Problems, apiServer: BusClientPlan['hosts'][number]): BusClientPlan {
  return planBusClient(problems, { name: CONTROLLER, hosts: [apiServer] });
}

/** The publisher, which asks Prometheus what is spent. */
export function budgetPublisher(problems: Problems): BusClientPlan {
  return planBusClient(problems, { name: BUDGET_PUBLISHER, asksPrometheus: true });
}

function clientPods(name: string): Omit<ServicePlace, 'port'> {
  return { namespace: PLATFORM_NAMESPACE, podLabels: { [APP_LABEL.name]: name } };
}
