import { image } from '../builders';
import { type SpecCase } from './specs';

/** Rollouts that nobody could carry out or judge. */
export const ROLLOUTS: readonly SpecCase[] = [
  [
    'a word that is none',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'bluegreen' },
    },
  ],
  [
    'no word',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { weight: 10 },
    },
  ],
  [
    'a key of another word',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'blue-green', weight: 10 },
    },
  ],
  [
    'keys of queue workers',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': {
        kind: 'canary',
        image: 'registry.example.com/shop/search:1.1.0@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
      },
    },
  ],
  [
    'more keys of queue workers',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'blue-green', active: 'green', exclusive: true },
    },
  ],
  [
    'keys of agents that serve',
    'shop',
    { 'tenants.0.agents.search.rollout': { kind: 'canary', maxSurge: 1, router: { gateway: 'public', namespace: 'gateway' } } },
  ],
  ['a person to promote a queue worker', 'shop', { 'tenants.0.agents.search.rollout': { kind: 'blue-green', manualPromotion: true } }],
  [
    'a canary of an agent that neither serves nor consumes',
    'shop',
    { 'target.argoRollouts': '1.9', 'tenants.1.agents.orders.rollout': { kind: 'canary' } },
  ],
  [
    'F5: blue-green of an agent that serves and consumes',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.search.rollout': { kind: 'blue-green' },
      'tenants.0.agents.search.servesTo': ['gateway'],
    },
  ],
  [
    'a target without Argo Rollouts',
    'shop',
    { 'tenants.0.agents.chat.rollout': { kind: 'blue-green' }, 'tenants.0.agents.chat.baseRate': 30 },
  ],
  [
    'F4: ten percent of two pods',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 2,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'canary' },
    },
  ],
  [
    'all to the canary',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'canary', weight: 100 },
    },
  ],
  [
    'nothing to the canary',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'canary', weight: 0 },
    },
  ],
  ['more than all of the messages', 'shop', { 'tenants.0.agents.search.rollout': { kind: 'canary', weight: 101 } }],
  ['half a percent of the messages', 'shop', { 'tenants.0.agents.search.rollout': { kind: 'canary', weight: 0.5 } }],
  ['nobody active, but both at work', 'shop', { 'tenants.0.agents.search.rollout': { kind: 'blue-green', active: 'none' } }],
  [
    'a pause before NATS 2.11',
    'shop',
    { 'target.nats': '2.10', 'tenants.0.agents.search.rollout': { kind: 'blue-green', exclusive: true } },
  ],
  [
    'an image without a digest',
    'shop',
    { 'tenants.0.agents.search.rollout': { kind: 'canary', image: 'registry.example.com/shop/search:2' } },
  ],
  [
    'an image of somebody else',
    'shop',
    {
      'tenants.0.agents.search.rollout': {
        kind: 'canary',
        image: 'docker.io/shop/search:2@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb',
      },
    },
  ],
  [
    'a window that is no whole number of checks',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'blue-green', analysis: { window: '100s' } },
    },
  ],
  [
    'checks faster than two scrapes',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'blue-green', analysis: { interval: '29s', window: '290s' } },
    },
  ],
  [
    'a counter that is none',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 30,
      'tenants.0.agents.chat.rollout': { kind: 'blue-green', analysis: { total: 'agent tasks' } },
    },
  ],
  [
    'a canary of too few requests to decide',
    'shop',
    {
      'target.argoRollouts': '1.9',
      'tenants.0.agents.chat.replicas': 9,
      'tenants.0.agents.chat.baseRate': 0.1,
      'tenants.0.agents.chat.rollout': { kind: 'canary' },
    },
  ],
  ['a Prometheus with a password', 'shop', { prometheus: 'http://me:mine@prometheus:9090' }],
  [
    'F75: an agent with the name of the next version',
    'shop',
    {
      'tenants.0.agents.search.rollout': { kind: 'canary' },
      'tenants.0.agents.search-next': { image: image('orders'), task: { p50: '200ms', p99: '2s' } },
    },
  ],
];
