import type { HostPlan } from '../network/plan';
import type { PodResources } from '../resources/spec';

/** A stateless shared service. */
export interface ToolGatewayPlan {
  readonly image: string;
  readonly replicas: number;
  readonly longestRequestS: number;
  readonly resources: PodResources;
  readonly hosts: readonly HostPlan[];
}
