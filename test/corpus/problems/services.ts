import { image, publicKey } from '../builders';
import { ABSENT, ELSEWHERE } from '../../resolve/fixture';
import type { SpecCase } from './specs';

/** Shared services that would not hold what is asked of them. */
export const SERVICES: readonly SpecCase[] = [
  [
    'shared services fail where a message is too old before it is delivered for the last time',
    'services',
    { 'tenants.0.agents.search.consumes.ackWait': '11270s' },
  ],
  [
    'a user without a key',
    'services',
    {
      'services.nats.users.acme.agent-search': ABSENT,
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  [
    'nobody to make streams',
    'services',
    {
      'services.nats.users.acme.agent-search': publicKey('a5l2up'),
      'services.nats.users.acme.provisioner': ABSENT,
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  ['no keys at all', 'services', { 'services.nats.users.acme': ABSENT, 'services.nats.users.platform': ABSENT }],
  [
    'a key of an agent that is not there',
    'services',
    {
      'services.nats.users.acme.agent-search': publicKey('b5ry35'),
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.acme.agent-serach': publicKey('deit4x'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  [
    'keys of a tenant that is not there',
    'services',
    {
      'services.nats.users.acme.agent-search': publicKey('b5ry35'),
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
      'services.nats.users.globex': { provisioner: publicKey('cxy2d7') },
    },
  ],
  [
    'keys of a tenant that is not on the bus',
    'services',
    {
      'services.nats.users.acme.agent-search': publicKey('b5ry35'),
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
      'services.nats.users.birch': { provisioner: publicKey('awi6em') },
    },
  ],
  [
    'a key one character short',
    'services',
    {
      'services.nats.users.acme.agent-search': 'UB6Q5KATGQBQQRTA7Y5Y74GHEL2YDPRLEZFUQ6TEBGV5DQV6YUQEJ7O',
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  [
    'a key of an account',
    'services',
    {
      'services.nats.users.acme.agent-search': 'ACXR6IX7L3IHJHUXTMS7NMI22RP326OHMOYOQMABCFFBKL62YAFOJYED',
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  ['two servers', 'services', { 'services.nats.servers': 2 }],
  ['messages of no size', 'services', { 'services.nats.messageBytes': 0 }],
  ['messages above a megabyte', 'services', { 'services.nats.messageBytes': 1048577 }],
  ['an outage of more than a day', 'services', { 'services.nats.outage': '25h' }],
  ['a disk without a unit', 'services', { 'services.nats.disk': '20' }],
  ['an image of another registry', 'services', { 'services.nats.image': `registry.example.com/other/nats:1.0.0@sha256:${'a'.repeat(64)}` }],
  ['an image without digest', 'services', { 'services.redis.image': 'registry.example.com/shop/redis:7.4' }],
  ['a class beside resources', 'services', { 'services.redis.cache.resources': { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } }],
  ['a misspelt key', 'services', { 'services.postgres.instance': 3 }],
  ['no instance', 'services', { 'services.postgres.instances': 0 }],
  ['an API server by nothing', 'services', { 'services.postgres.apiServer.cidrs': ABSENT }],
  ['a schedule that is none', 'services', { 'services.postgres.backup': { objectStore: 'backups', schedule: 'daily', hosts: [] } }],
  ['a store with a slash', 'services', { 'services.secretStore': 'a/b' }],
  [
    'shared services fail, without repeating it, a seed where the public half belongs',
    'services',
    {
      'services.nats.users.acme.agent-search': 'SUAD34YV7FYOH3S5OAGEKNR6RVEBJJPB6HV2RAUJF72C7LNWCAUTG7ZFYA',
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  [
    'shared services fail for one key of two users',
    'services',
    {
      'services.nats.users.acme.agent-search': publicKey('avcbpz'),
      'services.nats.users.acme.provisioner': publicKey('cs34wl'),
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  [
    'shared services ask nobody for keys whose agents are not sound yet: names may still change',
    'services',
    {
      'tenants.0.agents.search.task.p99': 'long',
      'services.nats.users.acme': ABSENT,
      'services.nats.users.platform.tool-gateway': publicKey('avcbpz'),
    },
  ],
  [
    'a memory of a tenant\u2019s own fails where no agent needs it',
    'services',
    { 'tenants.0.agents.chat.needs': [], 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {} } },
  ],
  [
    'a memory of a tenant\u2019s own fails where one agent\u2019s needs cannot be read',
    'services',
    { 'tenants.0.agents.chat.needs': ['memry'], 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {} } },
  ],
  [
    'a memory of a tenant\u2019s own fails where the environment has no services',
    'services',
    { 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {} }, services: ELSEWHERE },
  ],
  [
    'a memory of a tenant\u2019s own fails where neither',
    'services',
    { 'tenants.0.agents.chat.needs': [], 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {} }, services: ELSEWHERE },
  ],
  [
    'a memory of a tenant\u2019s own fails where the services cannot be read',
    'services',
    { 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {} }, services: 'all' },
  ],
  [
    'a memory of a tenant\u2019s own fails where a key is misspelt',
    'services',
    { 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {}, storage: '8Gi' } },
  ],
  [
    'a memory of a tenant\u2019s own fails where it has a budget per tenant',
    'services',
    { 'tenants.0.memory': { disk: '8Gi', state: { size: 'large', memoryPerTenant: '8Mi' }, cache: {} } },
  ],
  [
    'a memory of a tenant\u2019s own fails where the disk is missing',
    'services',
    { 'tenants.0.memory': { state: { size: 'large' }, cache: {} } },
  ],
  [
    'a memory of a tenant\u2019s own fails where the disk has no unit',
    'services',
    { 'tenants.0.memory': { disk: '8', state: { size: 'large' }, cache: {} } },
  ],
  [
    'a memory of a tenant\u2019s own fails where the class of the volume is no name',
    'services',
    { 'tenants.0.memory': { disk: '8Gi', state: { size: 'large' }, cache: {}, storageClass: 'a/b' } },
  ],
  [
    'a memory of a tenant\u2019s own fails where a class stands beside resources',
    'services',
    {
      'tenants.0.memory': {
        disk: '8Gi',
        state: { size: 'large', resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } },
        cache: {},
      },
    },
  ],
  [
    'budgets at the bus (000-25, 000-29) fail where nobody says it',
    'gateway',
    { 'tenants.0.agents.chat.needs': ['memory'], 'tenants.0.agents.search.needs': ['bus', 'tools', 'llm-gateway'] },
  ],
  [
    'budgets at the bus (000-25, 000-29) fail where it is said where there are no models',
    'services',
    {
      'services.nats.users.acme.agent-search': publicKey('a4hz6w'),
      'services.nats.users.acme.provisioner': publicKey('dkkup6'),
      'services.nats.users.platform.tool-gateway': publicKey('d7nc63'),
      'services.nats.users.platform.budget-publisher': publicKey('c437jn'),
    },
  ],
  [
    'services.nats.users.acme.agent-search, services.nats.users.acme.provisioner',
    'gateway',
    {
      'services.nats.users.acme.agent-search': publicKey('a4hz6w'),
      'services.nats.users.acme.provisioner': publicKey('dkkup6'),
      'services.nats.users.platform.tool-gateway': publicKey('d7nc63'),
      'services.nats.users.platform.budget-publisher': publicKey('c6ywe2'),
    },
  ],
  [
    'budgets at the bus (000-25, 000-29) fail where its key is one character short',
    'gateway',
    {
      'tenants.0.agents.chat.needs': ['memory'],
      'tenants.0.agents.search.needs': ['bus', 'tools', 'llm-gateway'],
      'services.nats.users.acme.agent-search': publicKey('a4hz6w'),
      'services.nats.users.acme.provisioner': publicKey('dkkup6'),
      'services.nats.users.platform.tool-gateway': publicKey('d7nc63'),
      'services.nats.users.platform.budget-publisher': 'UCR7VELYOIHUM3Y2F2LLORUXRFG77NLDKNX7WFE3OQESNIRQVUH25ZJ',
    },
  ],
  [
    'budgets at the bus (000-25, 000-29) fail where its key is the tool gateway\u2019s',
    'gateway',
    {
      'tenants.0.agents.chat.needs': ['memory'],
      'tenants.0.agents.search.needs': ['bus', 'tools', 'llm-gateway'],
      'services.nats.users.acme.agent-search': publicKey('a4hz6w'),
      'services.nats.users.acme.provisioner': publicKey('dkkup6'),
      'services.nats.users.platform.tool-gateway': publicKey('d7nc63'),
      'services.nats.users.platform.budget-publisher': publicKey('d7nc63'),
    },
  ],
  [
    'budgets at the bus (000-25, 000-29) fail where an agent says it itself',
    'gateway',
    {
      'tenants.0.agents.chat.needs': ['memory'],
      'tenants.0.agents.search.needs': ['bus', 'tools', 'llm-gateway'],
      'tenants.0.agents.search.publishes': ['budget.chat'],
      'services.nats.users.acme.agent-search': publicKey('a4hz6w'),
      'services.nats.users.acme.provisioner': publicKey('dkkup6'),
      'services.nats.users.platform.tool-gateway': publicKey('d7nc63'),
      'services.nats.users.platform.budget-publisher': publicKey('cbzgnn'),
    },
  ],
  [
    'tenants.0.agents.chat.needs, tenants.0.agents.search.needs',
    'gateway',
    {
      'tenants.0.agents.chat.needs': ['memory'],
      'tenants.0.agents.search.needs': ['bus', 'tools', 'llm-gateway'],
      'services.nats.users.acme.agent-search': publicKey('a4hz6w'),
      'services.nats.users.acme.provisioner': publicKey('dkkup6'),
      'services.nats.users.platform.tool-gateway': publicKey('d7nc63'),
      'services.nats.users.platform.budget-publisher': publicKey('dy724g'),
      'services.llmGateway': 'none',
    },
  ],
  [
    'tenants.0.agents.chat.needs, tenants.0.agents.search.task.p99',
    'gateway',
    {
      'tenants.0.agents.chat.needs': ['memory'],
      'tenants.0.agents.search.task.p99': 'long',
      'tenants.0.agents.search.needs': ['bus', 'tools', 'llm-gateway'],
      'services.nats.users.acme.agent-search': publicKey('a4hz6w'),
      'services.nats.users.acme.provisioner': publicKey('dkkup6'),
      'services.nats.users.platform.tool-gateway': publicKey('d7nc63'),
      'services.nats.users.platform.budget-publisher': publicKey('adt22e'),
    },
  ],
  ['a tenant without a budget whose agents call', 'gateway', { 'tenants.0.budget': ABSENT }],
  ['a budget of nothing', 'gateway', { 'tenants.0.budget.perMinute': ABSENT, 'tenants.0.budget.perDay': ABSENT }],
  ['a budget of a tenant none of whose agents calls', 'gateway', { 'tenants.1.budget': { perMinute: 200000 } }],
  ['a budget of an agent that does not call', 'gateway', { 'tenants.0.agents.search.budget': { perDay: 200000 } }],
  [
    'a budget of a batch agent that does not call',
    'gateway',
    {
      'tenants.0.batch': {
        report: {
          image: image('report'),
          task: { p50: '20m', p99: '60m' },
          schedule: '0 2 * * *',
          needs: ['memory'],
          resumable: true,
          nodePool: 'agents',
          terminationGracePeriod: '110s',
          budget: { perDay: 200000 },
        },
      },
    },
  ],
  ['an agent above its tenant', 'gateway', { 'tenants.0.agents.chat.budget': { perDay: 20000001 } }],
  ['an agent bounded in a window in which its tenant is not', 'gateway', { 'tenants.0.agents.chat.budget': { perHour: 5000000 } }],
  [
    'tenants above the provider, by one token',
    'gateway',
    { 'tenants.1.agents.orders.needs': ['llm-gateway'], 'tenants.1.budget': { perMinute: 1300001 } },
  ],
  ['a tenant that is not bounded in the provider\u2019s window', 'gateway', { 'tenants.0.budget.perMinute': ABSENT }],
  [
    'members above their pool',
    'gateway',
    {
      'pools.0.members.0.budget': { perMinute: 400001 },
      'pools.0.agents.chat.needs': ['llm-gateway'],
      'pools.0.budget': { perMinute: 400000 },
    },
  ],
  ['a budget below one request', 'gateway', { 'tenants.0.budget.perMinute': 127999 }],
  ['a gateway that nobody calls', 'gateway', { 'tenants.0.agents.chat.needs': ['memory'], 'tenants.0.budget': ABSENT }],
  ['a reserve that is no percentage', 'gateway', { 'services.llmGateway.reserve': '10' }],
  ['a reserve of everything', 'gateway', { 'services.llmGateway.reserve': '100%' }],
  ['two ways to the keys', 'gateway', { 'services.llmGateway.callers.jwks': '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}' }],
  [
    'no way to the keys',
    'gateway',
    {
      'services.llmGateway.callers.issuer': 'https://oidc.example.com',
      'services.llmGateway.callers.jwksUri': ABSENT,
      'services.llmGateway.callers.cidrs': ABSENT,
    },
  ],
  ['keys that cannot be reached', 'gateway', { 'services.llmGateway.callers.cidrs': [] }],
  ['an image from elsewhere', 'gateway', { 'services.llmGateway.image': `ghcr.io/envoy:1@sha256:${'a'.repeat(64)}` }],
  [
    'two sizes at once',
    'gateway',
    { 'services.llmGateway.processor': { size: 'small', resources: { cpu: '1', memory: '1Gi', ephemeralStorage: '1Gi' } } },
  ],
  [
    'ranges beside keys that are given',
    'gateway',
    {
      'services.llmGateway.callers.issuer': 'https://oidc.example.com',
      'services.llmGateway.callers.jwksUri': ABSENT,
      'services.llmGateway.callers.jwks': '{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"}]}',
    },
  ],
  ['an issuer without TLS', 'gateway', { 'services.llmGateway.callers.issuer': 'http://oidc.example.com' }],
  ['keys on a port that no policy opens', 'gateway', { 'services.llmGateway.callers.jwksUri': 'https://oidc.example.com:8443/keys' }],
  [
    'private half of a key',
    'gateway',
    {
      'services.llmGateway.callers.issuer': 'https://oidc.example.com',
      'services.llmGateway.callers.jwksUri': ABSENT,
      'services.llmGateway.callers.cidrs': ABSENT,
      'services.llmGateway.callers.jwks': '{"keys":[{"kty":"RSA","p":"AQ","n":"AQAB","e":"AQAB"}]}',
    },
  ],
  [
    'one tenant above all that passes, whatever is promised',
    'gateway',
    { 'tenants.0.budget.perMinute': 1800001, 'services.llmGateway.oversubscription': 2 },
  ],
  ['a budget of another type, and nothing that would follow from it', 'gateway', { 'tenants.0.budget.perMinute': '12' }],
  ['one proxy', 'gateway', { 'services.llmGateway.replicas': 1 }],
  ['an answer that takes longer than an hour', 'gateway', { 'services.llmGateway.longestRequest': '61m' }],
  [
    'no models',
    'gateway',
    { 'services.llmGateway.provider.models.gpt-4o': ABSENT, 'services.llmGateway.provider.models.gpt-4o-mini': ABSENT },
  ],
  [
    'tenants above the provider with every number and what to do',
    'gateway',
    { 'tenants.1.agents.orders.needs': ['llm-gateway'], 'tenants.1.budget': { perMinute: 1500000 } },
  ],
  [
    'budgets that nothing enforces, each where it stands, and a need that nobody serves',
    'gateway',
    { 'tenants.0.agents.chat.budget': { perDay: 5000000 }, 'pools.0.members.0.budget': { perMinute: 1 }, 'services.llmGateway': ABSENT },
  ],
  [
    'tenants.0.budget.perMinute, tenants.0.budget.perDay',
    'gateway',
    { 'tenants.0.budget.perMinute': ABSENT, 'tenants.0.budget.perDay': 1, services: ELSEWHERE },
  ],
];
