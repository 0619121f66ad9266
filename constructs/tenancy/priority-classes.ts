import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { PRIORITY_CLASSES } from '../../src/features/tenancy/priority';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';

/**
 * The PriorityClasses of a cluster, once: a pod that names a class that does not exist is not admitted.
 *
 * `platform-critical` 900000 · `tenant-interactive` 10000 · `tenant-standard` 1000 · `tenant-batch` 100, which never preempts.
 *
 * @example
 * new PriorityClasses(chart, 'PriorityClasses');
 */
export class PriorityClasses extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const { name, value, preempts, description } of PRIORITY_CLASSES) {
      // without `globalDefault: false`: the server keeps no false there, so a reader of differences would see one for ever
      new ApiObject(this, name, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name, labels: { [APP_LABEL.managedBy]: MANAGED_BY } },
        value,
        preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
        description,
      });
    }
  }
}
