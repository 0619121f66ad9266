import type { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { checkDnsLabel } from '../../src/kernel/names';
import { Problems } from '../../src/kernel/problems';
import { PLATFORM_NAMESPACE } from '../../src/features/services/places';
import { guardedNamespace, namespaceDefaults } from './guarded-namespace';
import { written } from '../kinds/door';

/** Properties for `PlatformNamespace`. */
export interface PlatformNamespaceProps {
  /** @default 'platform', where agents' policies expect the shared services */
  readonly name?: string;
  /** Added to every object. @default - none */
  readonly labels?: { readonly [key: string]: string };
  /** Added to every object. @default - none */
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * The namespace of the shared services: Pod Security `restricted`, no token, default-deny. It belongs to no tenant, so it carries no tenant label.
 *
 * @example
 * new PlatformNamespace(chart, 'Platform');
 */
export class PlatformNamespace extends Construct {
  public readonly apiObject: ApiObject;
  /** Name of the namespace. */
  public readonly name: string;

  constructor(scope: Construct, id: string, props: PlatformNamespaceProps = {}) {
    super(scope, id);
    props = written(this, 'PlatformNamespaceProps', props);
    this.name = props.name ?? PLATFORM_NAMESPACE;
    const problems = Problems.of(this.node.path);
    problems.rule('name', checkDnsLabel(this.name));
    problems.throwIfAny();

    const options = { ...props, name: this.name };
    this.apiObject = guardedNamespace(this, options);
    namespaceDefaults(this, options);
  }
}
