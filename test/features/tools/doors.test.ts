import { App, Chart, Duration } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { ExternalHost } from '../../../constructs/network/external-host';
import { AgentResources } from '../../../constructs/resources/agent-resources';
import { PlatformDeployment } from '../../../constructs/tools/platform-deployment';
import type { PlatformDeploymentProps } from '../../../constructs/tools/platform-props';
import type { ToolGatewayPlan } from '../../../src/features/tools/plan';
import { resolve } from '../../../src/resolve/resolve';
import { changed } from '../../resolve/fixture';
import { image, withServices } from '../../resolve/services-fixture';
import { type Doors, renderedSpec, specOfKind, testDoors } from '../doors';

/** The gateway to tools as neutral data, with a value of its own for all that can be written. */
const DATA = {
  image: image('tools'),
  replicas: 3,
  requestS: 45,
  resources: { cpu: '700m', memory: '700Mi', ephemeralStorage: '3Gi' },
  hosts: [{ cidrs: ['203.0.113.0/24', '198.51.100.0/24'], port: 8443 }] as readonly { cidrs: string[]; port: number }[],
};
type Data = typeof DATA;

const planOf = ({ image: reference, replicas, requestS, resources, hosts }: Data): ToolGatewayPlan | undefined =>
  resolve(
    changed(
      { 'services.toolGateway': { image: reference, replicas, resources, hosts, longestRequest: `${requestS}s` } },
      { ...withServices(), labelDomain: 'example.com' },
    ),
  ).services?.toolGateway;

function propsOf({ image: reference, replicas, requestS, resources, hosts }: Data): PlatformDeploymentProps {
  return {
    image: reference,
    replicas,
    longestRequest: Duration.millis(requestS * 1000),
    resources: AgentResources.of(resources),
    hosts: hosts.map(({ cidrs, port }) => ExternalHost.ranges(cidrs, port)),
    metrics: {},
    needs: ['bus'],
    busUser: {
      account: 'PLATFORM',
      user: 'tool-gateway',
      secret: plus.Secret.fromSecretName(new Chart(new App(), 'other'), 'Secret', 'tool-gateway-credentials'),
    },
    labelDomain: 'example.com',
  };
}

const DOORS: Doors<Data, PlatformDeploymentProps> = {
  data: DATA,
  planOf,
  propsOf,
  build: (chart, props) => new PlatformDeployment(chart, 'ToolGateway', props),
};

test('every value of the plan is where the API server reads it', () => {
  const objects = renderedSpec(DOORS);
  const spec = (kind: string): object => specOfKind(objects, kind);
  const amounts = { cpu: '700m', memory: '700Mi', 'ephemeral-storage': '3Gi' };
  expect(spec('Deployment')).toMatchObject({
    replicas: 3,
    template: {
      spec: {
        containers: [{ image: DATA.image, resources: { limits: amounts, requests: amounts } }],
        // preStop and a margin beside the longest request
        terminationGracePeriodSeconds: 55,
      },
    },
  });
  const { template } = spec('Deployment') as { template: { spec: { volumes: { secret?: { secretName: string } }[] } } };
  expect(template.spec.volumes.flatMap(({ secret }) => secret?.secretName ?? [])).toEqual(['tool-gateway-credentials']);
  const { egress } = spec('NetworkPolicy') as { egress: { to: { ipBlock?: { cidr: string } }[]; ports: { port: number }[] }[] };
  expect(egress.at(-1)).toMatchObject({
    to: [{ ipBlock: { cidr: '198.51.100.0/24' } }, { ipBlock: { cidr: '203.0.113.0/24' } }],
    ports: [{ port: 8443 }],
  });
});

test('what it proves itself with is in the store under its system and environment', () => {
  expect(planOf(DATA)?.credentials).toMatchObject({
    name: 'tool-gateway-credentials',
    namespace: 'platform',
    secretStore: 'platform',
    values: [
      { file: 'ca.crt', key: 'shop/prod/platform/ca', property: 'certificate' },
      { file: 'bus-seed', key: 'shop/prod/platform/bus-tool-gateway', property: 'seed' },
    ],
  });
});

testDoors(DOORS, [
  ['one pod', { replicas: 1 }, ['whole-number']],
  ['more pods than there may be', { replicas: 100_001 }, ['whole-number']],
  ['half a second', { requestS: 0.5 }, ['whole-seconds']],
  ['a request of more than a day', { requestS: 86_401 }, ['whole-seconds']],
  ['an image without a digest', { image: 'registry.example.com/shop/tools:1' }, ['image-pinned']],
  ['memory of half a byte', { resources: { ...DATA.resources, memory: '512m' } }, ['quantity']],
  ['every address', { hosts: [{ cidrs: ['0.0.0.0/0'], port: 443 }] }, ['cidr']],
  ['no address', { hosts: [{ cidrs: [], port: 443 }] }, ['egress-host']],
  ['no port', { hosts: [{ cidrs: ['203.0.113.0/24'], port: 0 }] }, ['whole-number']],
]);
