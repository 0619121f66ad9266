import { TOOL_GATEWAY_PLACE } from '../../src/features/tools/places';
import type { Chart } from 'cdk8s';
import { planned } from '../../constructs/kinds/planned';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import { PlatformDeployment } from '../../constructs/tools/platform-deployment';
import type { ToolGatewayPlan } from '../../src/features/tools/plan';

/** The gateway to tools, and what it proves itself with. */
export function addToolGateway(chart: (id: string) => Chart, gateway: ToolGatewayPlan): void {
  const scope = chart(TOOL_GATEWAY_PLACE.service);
  new StoredSecret(scope, 'Credentials', planned(gateway.credentials));
  new PlatformDeployment(scope, 'ToolGateway', planned(gateway));
}
