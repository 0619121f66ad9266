import { type Findings, secondsOf } from '../../kernel/findings';
import { resolveResources } from '../resources/resolve';
import type { ServicesWorld } from '../services/row';
import { PLATFORM_SIZE, type PlatformContext, planToolGateway, type ToolGatewayPlan } from './plan';
import type { GatewaySpec } from './spec';

/** What the gateway reads of its environment. */
export type ToolsWorld = ServicesWorld & PlatformContext;

/** Completes and checks the gateway to tools. */
export function resolveToolGateway(spec: GatewaySpec, world: ToolsWorld, findings: Findings): ToolGatewayPlan {
  const { problems } = findings;
  const { image, replicas, hosts, longestRequest } = spec;
  const input = {
    image,
    replicas,
    hosts,
    longestRequestS: secondsOf(problems, 'longestRequest', longestRequest),
    resources: resolveResources(spec, PLATFORM_SIZE, findings),
  };
  return planToolGateway(problems, input, { ...world, environment: world.name });
}
