import { RedisAcl } from '../../constructs/store/redis-acl';
import { RedisInstance } from '../../constructs/store/redis-instance';
import { planned } from '../../constructs/kinds/planned';
import { memoryPlace } from '../../src/features/store/places';
import type { ServiceWiring } from './service';

/** Every server of the store, in a chart of its own: the two that tenants share, then those of each tenant with its own. */
export const STORE: ServiceWiring = {
  platform: (chart, { redis }) => {
    if (redis === undefined) return;
    const { shared, own } = redis;
    for (const { instance, acl } of [shared, ...own].flatMap(({ state, cache }) => [state, cache])) {
      const scope = chart(memoryPlace(instance.role, instance.owner).service);
      new RedisAcl(scope, 'Users', planned(acl));
      new RedisInstance(scope, 'Redis', planned(instance));
    }
  },
};
