import { DNS_LABEL, ID, judged } from '../../kernel/formats';
import { apart, choice, list, nested, object, record, text } from '../../kernel/schema';
import { AGENT } from '../agent/schema';
import { BATCH_AGENT } from '../batch/schema';
import { TOKEN_BUDGET } from '../llm/schema';
import { OBJECTS, PATCHES } from '../objects/schema';
import { COMPUTE_QUOTA } from '../quota/schema';
import { OWN_MEMORY } from '../store/schema';
import { checkEmail, checkOwner } from './owner';

/** Most tenants of one environment, and most members of a pool. */
export const MAX_TENANTS = 10_000;
/** Most agents of one tenant. */
export const MAX_AGENTS = 200;

export const OWNER = object('OwnerSpec', 'Who a tenant is, for people.', {
  owner: text('Label value of the responsible team.', { format: judged(checkOwner) }),
  email: text('Where to write to; an annotation on every object.', { format: judged(checkEmail), otherwise: 'none' }),
});

/** What a tenant and a pool have in common. */
const OF_EVERY_TENANT = {
  namespace: text('Name of its namespace; renaming is deleting and creating.', {
    format: DNS_LABEL,
    otherwise: '`tenant-<id>`; of a pool its id',
  }),
  namespaceLabels: record('Labels of its namespace besides ours, e.g. `cost-center`.', text(), { otherwise: 'none', most: 20 }),
  agents: record('Agents by name.', AGENT, { most: MAX_AGENTS }),
  batch: record('Agents that start when there is work and end with it.', BATCH_AGENT, { otherwise: 'none', most: MAX_AGENTS }),
  quota: nested('Refused if it cannot hold every workload at its rollout peak.', COMPUTE_QUOTA, {
    otherwise: 'Σ of rollout peaks + 10 %',
  }),
  budget: nested(
    'Tokens that it may spend at the LLM gateway; required where an agent of it needs `llm-gateway` and the gateway is rendered.',
    TOKEN_BUDGET,
    { otherwise: 'none: no agent calls' },
  ),
  memory: nested('A Redis of its own instead of a part of the shared one; refused where no agent needs memory.', OWN_MEMORY, {
    otherwise: 'the shared one',
  }),
  objects: OBJECTS,
  patches: PATCHES,
};

export const TENANT = object(
  'TenantSpec',
  'One tenant in a namespace of its own, as written.',
  {
    ...OWNER.shape,
    id: text('Becomes bus account, labels and the name of the namespace, `tenant-<id>`; renaming is deleting and creating.', {
      format: ID,
    }),
    ...OF_EVERY_TENANT,
    tier: choice('How strongly it is separated.', ['namespace']),
  },
  [OWNER],
);

export const POOL_MEMBER = object('PoolMemberSpec', 'One small tenant of a pool.', {
  id: text('Value of `tenant_id` in the message envelope.', { format: ID }),
  budget: nested(`Tokens that it may spend at the LLM gateway, of the pool's.`, TOKEN_BUDGET, {
    otherwise: `the pool's alone bounds it`,
  }),
});

export const SHARED_POOL = object(
  'SharedPoolSpec',
  'Small tenants that share agents and are told apart by `tenant_id` in the message envelope: the weaker tier.',
  {
    ...OWNER.shape,
    id: text('Becomes the namespace, the bus account and the tenant label.', { format: ID }),
    ...OF_EVERY_TENANT,
    members: list('The small tenants.', POOL_MEMBER, { most: MAX_TENANTS }),
  },
  [OWNER],
);

/** Tenants of an environment, each read with its own place and file. */
export const TENANTS = list('Tenants in namespaces of their own.', apart(TENANT), { most: MAX_TENANTS });

/** Pools of an environment, each read with its own place and file. */
export const POOLS = list('Pools of small tenants.', apart(SHARED_POOL), { otherwise: 'none', most: MAX_TENANTS });
