import { agent, environment, jobs, nightly, tenant, withServices, worker } from '../builders';

/** Agents that start when there is work and end with it. */
export const BATCH = [
  environment('batch-schedule', [
    tenant(
      'acme',
      { chat: agent() },
      {
        batch: {
          report: nightly(),
          full: nightly({
            size: 'large',
            task: { p50: '2m', p99: '10m' },
            schedule: '15 */6 * * 1-5',
            timeZone: 'Europe/Berlin',
            overlap: 'replace',
            startingDeadline: '10m',
            interactive: false,
            retries: 3,
            deadline: '1h',
            resumable: true,
            terminationGracePeriod: '100s',
            publishes: ['events.report.>'],
            needs: ['bus', 'memory', 'database', 'llm-gateway'],
            hosts: [{ cidrs: ['203.0.113.0/24'], port: 8443 }],
            nodePool: 'agents',
            settings: { pages: 10 },
          }),
          forgetful: nightly({
            task: { p50: '1m', p99: '5m' },
            overlap: 'forbid',
            retries: 0,
            resumable: false,
            resources: { cpu: '1', memory: '2Gi', ephemeralStorage: '5Gi' },
          }),
        },
      },
    ),
  ]),
  environment('batch-queue', [
    tenant(
      'acme',
      { search: worker('search') },
      {
        batch: {
          index: jobs('index'),
          full: jobs('full', {
            size: 'medium',
            consumes: { subjects: ['tasks.full.>'], consumer: 'filler', ackWait: '4m', maxAckPending: 40 },
            maxRunning: 3,
            perJob: 5,
            naksOnSigterm: false,
            retries: 1,
            deadline: '30m',
            terminationGracePeriod: '250s',
            nodePool: 'agents',
            settings: { depth: 2 },
          }),
        },
      },
    ),
  ]),
  withServices(
    environment('batch-services', [
      tenant(
        'acme',
        { chat: agent({ publishes: ['tasks.index.>'], needs: ['bus'] }) },
        { batch: { report: nightly({ needs: ['database'] }), index: jobs('index', { perJob: 10, needs: ['bus', 'memory'] }) } },
      ),
    ]),
  ),
];
