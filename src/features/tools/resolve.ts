import { type Findings, secondsOf } from '../../kernel/findings';
import { resolveResources } from '../resources/resolve';
import { PLATFORM_SIZE, planToolGateway, type ToolGatewayPlan } from './plan';
import type { GatewaySpec } from './spec';

/** Completes and checks the gateway to tools. */
export function resolveToolGateway(spec: GatewaySpec, context: Parameters<typeof planToolGateway>[2], findings: Findings): ToolGatewayPlan {
  const { problems } = findings;
  const { image, replicas, hosts, longestRequest } = spec;
  const input = {
    image,
    replicas,
    hosts,
    longestRequestS: secondsOf(problems, 'longestRequest', longestRequest),
    resources: resolveResources(spec, PLATFORM_SIZE, findings),
  };
  return planToolGateway(problems, input, context);
}
