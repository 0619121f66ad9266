import { App, Chart, Testing } from 'cdk8s';
import { ExternalHost } from '../../../constructs/network/external-host';
import { BusClientPolicy, type BusClientPolicyProps } from '../../../constructs/bus/bus-client-policy';
import { EnvoyGatewayClass } from '../../../constructs/llm/envoy-gateway-class';
import { rulesOf } from '../scaling/scaling-fixture';

const chart = (): Chart => new Chart(new App(), 'platform');
const pods = (namespace: string, name: string): object => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
});
const DNS = {
  to: [expect.anything()],
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};
const BUS = { to: [pods('platform', 'nats')], ports: [{ port: 4222, protocol: 'TCP' }] };

function egressOf(props: BusClientPolicyProps): unknown {
  const scope = chart();
  new BusClientPolicy(scope, 'Policy', props);
  const [{ spec }] = Testing.synth(scope) as [{ spec: { egress: unknown; podSelector: unknown; ingress?: unknown; policyTypes: unknown } }];
  expect(spec.podSelector).toEqual({ matchLabels: { 'app.kubernetes.io/name': props.name } });
  // nobody reaches them: both directions are named, and nothing is let in
  expect([spec.policyTypes, spec.ingress]).toEqual([['Ingress', 'Egress'], undefined]);
  return spec.egress;
}

test('pods that others run reach DNS and the bus, and what else is said', () => {
  expect(egressOf({ name: 'nack' })).toEqual([DNS, BUS]);
  expect(egressOf({ name: 'nack', hosts: [ExternalHost.ranges(['10.0.0.0/16'])] })).toEqual([
    DNS,
    BUS,
    { to: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: [{ port: 443, protocol: 'TCP' }] },
  ]);
  expect(egressOf({ name: 'budget-publisher', asksPrometheus: true })).toEqual([
    DNS,
    BUS,
    { to: [pods('monitoring', 'prometheus')], ports: [{ port: 9090, protocol: 'TCP' }] },
  ]);
});

test('fails a name that is no label, and a host by name', () => {
  expect(rulesOf(() => new BusClientPolicy(chart(), 'Policy', { name: 'NACK', hosts: [ExternalHost.named('api.example.com')] }))).toEqual([
    'name: dns-label',
    'hosts[0].name: egress-by-name',
  ]);
});

test('the class of the gateway is served by Envoy Gateway, under the name that Gateways ask for', () => {
  const scope = chart();
  new EnvoyGatewayClass(scope, 'Default');
  new EnvoyGatewayClass(scope, 'Other', { name: 'llm' });
  expect(
    (Testing.synth(scope) as { metadata: { name: string }; spec: object }[]).map(({ metadata, spec }) => [metadata.name, spec]),
  ).toEqual([
    ['envoy', { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' }],
    ['llm', { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' }],
  ]);
  expect(rulesOf(() => new EnvoyGatewayClass(chart(), 'Bad', { name: 'Envoy' }))).toEqual(['name: dns-label']);
});
