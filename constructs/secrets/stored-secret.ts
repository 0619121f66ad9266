import { ApiObject, Chart } from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { Problems } from '../../src/kernel/problems';
import { planStoredSecret, type StoredSecretPlan } from '../../src/features/secrets/plan';
import { planOf } from '../kinds/planned';
import { externalSecretSpec } from './external-secret-spec';
import { EXTERNAL_SECRETS_API } from './external-secrets-kinds';
import { written } from '../kinds/door';

/** One value of the store and the file it becomes. */
export interface StoredValue {
  /** Name of the file, and key in the Secret. */
  readonly file: string;
  /** Entry of the store, `<system>/<environment>/<namespace>/<what>`. */
  readonly key: string;
  /** Property of the entry. */
  readonly property: string;
}

/** Properties for `StoredSecret`. */
export interface StoredSecretProps {
  /** Name of the Secret. */
  readonly name: string;
  /** Values that it holds, at least one. */
  readonly values: StoredValue[];
  /** ClusterSecretStore of External Secrets. */
  readonly secretStore: string;
  /** @default - the chart's */
  readonly namespace?: string;
  /** Added to the object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to the object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * A Secret that External Secrets makes of values of a store, to be mounted as files. Nothing secret is rendered.
 *
 * @example
 * new StoredSecret(chart, 'Seed', {
 *   name: 'tool-gateway-credentials',
 *   values: [{ file: 'bus-seed', key: 'shop/prod/platform/bus-tool-gateway', property: 'seed' }],
 *   secretStore: 'platform',
 * });
 */
export class StoredSecret extends Construct {
  /** The ExternalSecret, for patches. */
  public readonly apiObject: ApiObject;
  /** The Secret that will be there. */
  public readonly secret: plus.ISecret;

  /** @throws InvalidInputError with every rule that does not hold. */
  constructor(scope: Construct, id: string, props: StoredSecretProps) {
    super(scope, id);
    props = written(this, 'StoredSecretProps', props);
    const { name, values, secretStore, labels, annotations, ...plan } = planOf<StoredSecretPlan>(props) ?? this.planProps(props);
    const namespace = plan.namespace ?? Chart.of(this).namespace;

    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: EXTERNAL_SECRETS_API,
      kind: 'ExternalSecret',
      metadata: {
        name,
        ...(namespace !== undefined && { namespace }),
        labels: { ...labels, [APP_LABEL.managedBy]: MANAGED_BY },
        ...(annotations !== undefined && { annotations: { ...annotations } }),
      },
      spec: externalSecretSpec(
        name,
        secretStore,
        values.map(({ file, key, property }) => ({ secretKey: file, remoteRef: { key, property } })),
      ),
    });
    this.secret = plus.Secret.fromSecretName(this, 'Secret', name);
  }

  private planProps(props: StoredSecretProps): StoredSecretPlan {
    const problems = Problems.of(this.node.path);
    const plan = planStoredSecret(problems, props);
    problems.throwIfAny();
    return plan;
  }
}
