import type { Chart } from 'cdk8s';
import { planned } from '../../constructs/kinds/planned';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import { PlatformDeployment } from '../../constructs/tools/platform-deployment';
import { PLATFORM_SERVICES } from '../../src/features/services/places';
import type { ToolGatewayPlan } from '../../src/features/tools/plan';

/** The gateway to tools, and what it proves itself with. */
export function addToolGateway(chart: (id: string) => Chart, gateway: ToolGatewayPlan): void {
  const scope = chart(PLATFORM_SERVICES.toolGateway.service);
  new StoredSecret(scope, 'Credentials', planned(gateway.credentials));
  new PlatformDeployment(scope, 'ToolGateway', planned(gateway));
}
