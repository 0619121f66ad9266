import { secondsOf } from '../kinds/seconds';
import { ApiObject, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import {
  ENGINE_NAMESPACE,
  intervalText,
  checkInterval,
  checkRevision,
  type SourceKind,
  checkSourceUrl,
} from '../../src/features/delivery/source';
import { checkDeliveryName } from '../../src/features/delivery/stages';
import { APP_LABEL, MANAGED_BY } from '../../src/kernel/labels';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import type { DeliverySource } from './delivery-source';
import { FLUX_SOURCE_API, type GitRepositorySpec, type OciRepositorySpec } from './flux-kinds';
import { written } from '../kinds/door';

/** Properties for `FluxSource`. */
export interface FluxSourceProps {
  readonly name: string;
  readonly source: DeliverySource;
  /** @default 'flux-system' */
  readonly namespace?: string;
  /** How often the repository is asked for a new revision. @default Duration.minutes(5) */
  readonly interval?: Duration;
  /** Folders of a git repository that are fetched. @default - all */
  readonly folders?: string[];
}

/**
 * The repository that Flux reads.
 *
 * @throws InvalidInputError with every problem found: `delivery-url`, `delivery-revision`, `delivery-interval`, `delivery-name`.
 * @example
 * new FluxSource(chart, 'Source', {
 *   name: 'shop',
 *   source: DeliverySource.git('https://git.example.com/shop/platform', { branch: 'main' }),
 * });
 */
export class FluxSource extends Construct {
  public readonly apiObject: ApiObject;
  public readonly name: string;
  /** `GitRepository` or `OCIRepository`. */
  public readonly kind: 'GitRepository' | 'OCIRepository';

  constructor(scope: Construct, id: string, props: FluxSourceProps) {
    super(scope, id);
    props = written(this, 'FluxSourceProps', props);
    const { name, source, namespace = ENGINE_NAMESPACE.flux, interval = Duration.minutes(5), folders = [] } = props;
    const problems = Problems.of(this.node.path);
    const every = intervalText(secondsOf(interval));
    problems.rule('name', checkDeliveryName(name));
    problems.rule('namespace', checkDnsLabel(namespace));
    problems.rule('source.url', checkSourceUrl(source.kind, source.url));
    problems.rule('source.revision', checkRevision(source.kind, source.revision));
    problems.rule('interval', checkInterval(every));
    if (source.secretName !== undefined) problems.rule('source.secretName', checkDnsLabel(source.secretName));
    problems.throwIfAny();

    this.name = name;
    this.kind = fluxSourceKind(source.kind);
    const { branch, tag, semver, digest } = source.revision;
    const secretRef = source.secretName !== undefined && { secretRef: { name: source.secretName } };
    const common = { interval: every, timeout: '1m', url: source.url, ...secretRef };
    const moving = { ...(tag !== undefined && { tag }), ...(semver !== undefined && { semver }) };
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: FLUX_SOURCE_API,
      kind: this.kind,
      metadata: { name, namespace, labels: { [APP_LABEL.managedBy]: MANAGED_BY, [APP_LABEL.component]: 'delivery' } },
      spec:
        source.kind === 'git'
          ? ({
              ...common,
              ref: { ...(branch !== undefined && { branch }), ...moving },
              ...(folders.length > 0 && { sparseCheckout: [...folders] }),
            } satisfies GitRepositorySpec)
          : ({ ...common, ref: { ...moving, ...(digest !== undefined && { digest }) } } satisfies OciRepositorySpec),
    });
  }
}

/** The kind of Flux that reads a repository. */
export function fluxSourceKind(kind: SourceKind): 'GitRepository' | 'OCIRepository' {
  switch (kind) {
    case 'git':
      return 'GitRepository';
    case 'oci':
      return 'OCIRepository';
  }
}
