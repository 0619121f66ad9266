import { Duration } from 'cdk8s';
import { only, rendered } from '../agent/agent-fixture';
import { blueGreen } from './rollout-fixture';

const strategyOf = (props: Parameters<typeof blueGreen>[0] = {}): unknown => only(blueGreen(props).chart, 'Rollout').spec['strategy'];

test('switches a Service, judges the new version after it, and keeps the old pods until then', () => {
  expect(strategyOf()).toEqual({
    blueGreen: {
      activeService: 'search',
      previewService: 'search-preview',
      autoPromotionEnabled: true,
      postPromotionAnalysis: {
        templates: [{ templateName: 'search' }],
        args: [{ name: 'canary-hash', valueFrom: { podTemplateHashValue: 'Latest' } }],
      },
    },
  });
});

test('waits for a person', () => {
  expect(strategyOf({ manualPromotion: true })).toMatchObject({ blueGreen: { autoPromotionEnabled: false } });
  expect(strategyOf({ manualPromotion: false })).toMatchObject({ blueGreen: { autoPromotionEnabled: true } });
});

test('keeps the old pods as long as somebody says', () => {
  expect(strategyOf({ scaleDownDelay: Duration.minutes(16) })).toMatchObject({ blueGreen: { scaleDownDelaySeconds: 960 } });
});

test('has a Service for what is active and one for what comes next, and leaves it to the controller what they select', () => {
  // a selector that is applied again takes the place of the controller's, which then switches past preview and analysis
  const services = rendered(blueGreen().chart).filter(({ kind }) => kind === 'Service');
  const spec = { type: 'ClusterIP', ports: [{ name: 'http', port: 8080, protocol: 'TCP', targetPort: 8080 }] };
  expect(services.map((service) => [service.metadata.name, service.spec])).toEqual([
    ['search', spec],
    ['search-preview', spec],
  ]);
});

test('judges all requests: the same analysis decides at a tenth of the rate that a canary needs', () => {
  const limit = (rate: number): unknown =>
    (only(blueGreen({ rate }).chart, 'AnalysisTemplate').spec['metrics'] as { failureLimit: number }[])[0]?.failureLimit;
  // one failure in 60 requests is too many, and a healthy version has one in 5.8 % of its checks
  expect([limit(1), limit(100)]).toEqual([3, 0]);
});
