import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { ENGINE_NAMESPACE } from '../../src/features/delivery/source';
import { APPLICATION_LUA, luaOf } from '../../src/features/delivery/health';
import { deliveredKind } from '../../src/features/delivery/kinds';
import { byIdentity } from '../../src/features/delivery/object';
import { checkDnsLabel } from '../../src/kernel/names';
import { checkObjectName } from '../../src/kernel/object-kind';
import { Problems } from '../../src/kernel/problems';
import type { DeliveredObject } from './delivery-stage';
import { written } from '../kinds/door';

/** Properties for `ArgoCdSettings`. */
export interface ArgoCdSettingsProps {
  /** Everything that is delivered: kinds that Argo CD does not know get a health check. */
  readonly objects: DeliveredObject[];
  /** @default 'argocd' */
  readonly namespace?: string;
}

/**
 * Settings that Argo CD needs once: syncs act as the project's identity; when an Application is healthy, so that a wave waits for the one
 * before; and health checks for kinds that it has none for.
 *
 * Keys of the ConfigMap `argocd-cm`, which is Argo CD's own: apply it server-side, so that the keys of others stay, and never delete it.
 * Impersonation came with 2.13; without it syncs have Argo CD's own rights.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/app-sync-using-impersonation/
 * @example
 * new ArgoCdSettings(chart, 'Settings', { objects: DeliveredObjects.below(search) });
 */
export class ArgoCdSettings extends Construct {
  /** The ConfigMap. */
  public readonly apiObject: ApiObject;

  constructor(scope: Construct, id: string, props: ArgoCdSettingsProps) {
    super(scope, id);
    props = written(this, 'ArgoCdSettingsProps', props);
    const { objects, namespace = ENGINE_NAMESPACE['argo-cd'] } = props;
    const problems = Problems.of(this.node.path);
    problems.rule('namespace', checkDnsLabel(namespace));
    objects.forEach(({ name }, index) => problems.rule(`objects[${index}].name`, checkObjectName(name)));
    problems.throwIfAny();

    const checks = new Map([['argoproj.io_Application', APPLICATION_LUA]]);
    for (const { apiVersion, kind } of [...objects].sort(byIdentity)) {
      const known = deliveredKind(apiVersion, kind);
      const lua = known === undefined ? undefined : luaOf(known.health);
      if (known !== undefined && lua !== undefined) checks.set(`${known.group}_${kind}`, lua);
    }
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'argocd-cm', namespace, labels: { 'app.kubernetes.io/name': 'argocd-cm', 'app.kubernetes.io/part-of': 'argocd' } },
      data: {
        'application.sync.impersonation.enabled': 'true',
        ...Object.fromEntries([...checks].map(([kind, lua]) => [`resource.customizations.health.${kind}`, lua])),
      },
    });
  }
}
