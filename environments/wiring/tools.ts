import { TOOL_GATEWAY_PLACE } from '../../src/features/tools/places';
import { planned } from '../../constructs/kinds/planned';
import { StoredSecret } from '../../constructs/secrets/stored-secret';
import { PlatformDeployment } from '../../constructs/tools/platform-deployment';
import type { ServiceWiring } from './service';

/** The gateway to tools, and what it proves itself with. */
export const TOOLS: ServiceWiring = {
  platform: (chart, { toolGateway: gateway }) => {
    if (gateway === undefined) return;
    const scope = chart(TOOL_GATEWAY_PLACE.service);
    new StoredSecret(scope, 'Credentials', planned(gateway.credentials));
    new PlatformDeployment(scope, 'ToolGateway', planned(gateway));
  },
};
