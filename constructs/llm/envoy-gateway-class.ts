import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { ENVOY_GATEWAY_CONTROLLER } from '../../src/features/llm/installation';
import { GATEWAY_API } from '../kinds/gateway-api';
import { written } from '../kinds/door';

/** Properties for `EnvoyGatewayClass`. */
export interface EnvoyGatewayClassProps {
  /** Name by which Gateways ask for it. @default 'envoy' */
  readonly name?: string;
}

/**
 * The GatewayClass of Envoy Gateway, once in a cluster. Its chart brings none, and a Gateway of a missing class is not served.
 *
 * @example
 * new EnvoyGatewayClass(chart, 'GatewayClass');
 */
export class EnvoyGatewayClass extends Construct {
  /** @throws InvalidInputError if the name is invalid. */
  constructor(scope: Construct, id: string, props: EnvoyGatewayClassProps = {}) {
    super(scope, id);
    const { name = 'envoy' } = written(this, 'EnvoyGatewayClassProps', props);
    const problems = Problems.of(this.node.path);
    problems.rule('name', checkDnsLabel(name));
    problems.throwIfAny();
    new ApiObject(this, 'Resource', {
      apiVersion: `${GATEWAY_API}/v1`,
      kind: 'GatewayClass',
      metadata: { name, labels: { [APP_LABEL.managedBy]: MANAGED_BY } },
      spec: { controllerName: ENVOY_GATEWAY_CONTROLLER },
    });
  }
}
