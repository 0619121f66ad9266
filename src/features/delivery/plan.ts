import { MAX_TIMEOUT_S, MIN_TIMEOUT_S } from './rollout-time';
import {
  checkDeliveryPath,
  checkEngineNamespace,
  checkInterval,
  ENGINE_NAMESPACE,
  checkRevision,
  type SourceKind,
  checkSourceUrl,
} from './source';
import { checkDeliveryName, STAGES } from './stages';
import { durationS } from '../../kernel/duration';
import { checkDnsLabel } from '../../kernel/names';
import type { Problems } from '../../kernel/problems';
import { DELIVERY } from './schema';
import type { DeliverySpec } from './spec';
import { wholeSecondsOf } from '../../kernel/findings';

/** How an environment is delivered, complete. */
export interface DeliveryPlan {
  readonly engine: 'flux' | 'argo-cd';
  readonly repository: {
    readonly kind: SourceKind;
    readonly url: string;
    readonly branch: string | undefined;
    readonly tag: string | undefined;
    readonly semver: string | undefined;
    readonly digest: string | undefined;
    readonly secret: string | undefined;
  };
  /** Folder of the output, from the root of the repository. */
  readonly path: string;
  readonly namespace: string;
  /** What the name of every stage begins with. */
  readonly prefix: string;
  readonly intervalS: number;
  /** `undefined`: derived for each stage. */
  readonly timeoutS: number | undefined;
  readonly prune: boolean;
}

/** Whose stages there are, and what they are called after. */
export interface Delivered {
  readonly system: string;
  /** Of the environment. */
  readonly name: string;
  /** Of tenants and pools. */
  readonly namespaces: readonly string[];
}

/** Completes and checks how an environment is delivered; `undefined` if it is not, or not readably. */
export function planDelivery(
  spec: DeliverySpec | undefined,
  { system, name, namespaces }: Delivered,
  problems: Problems,
): DeliveryPlan | undefined {
  if (spec === undefined || problems.standsIn('engine') || problems.standsIn('repository')) return undefined;
  const { shape } = DELIVERY;
  const { engine, repository, path = shape.path.said.default, namespace = ENGINE_NAMESPACE[engine] } = spec;
  const { interval = shape.interval.said.default, timeout, prune = shape.prune.said.default } = spec;
  const { url, branch, tag, semver, digest, secret } = repository;
  const kind: SourceKind = url.startsWith('oci:') ? 'oci' : 'git';
  const at = problems.at('repository');
  at.rule('url', checkSourceUrl(kind, url));
  const revision = { branch, tag, semver, digest };
  if (!at.anyUnread(...Object.keys(revision))) at.rule('', checkRevision(kind, revision));
  if (secret !== undefined) at.rule('secret', checkDnsLabel(secret));
  at.that(
    engine === 'flux' || kind === 'git',
    'url',
    'delivery-source',
    'Argo CD reads plain files from git only',
    'write the git repository, or choose Flux',
  );
  problems.rule('path', checkDeliveryPath(path));
  if (problems.rule('namespace', checkDnsLabel(namespace))) problems.rule('namespace', checkEngineNamespace(namespace, namespaces));
  problems.rule('interval', checkInterval(interval));
  const timeoutS = wholeSecondsOf(problems, 'timeout', timeout, MAX_TIMEOUT_S);
  problems.that(
    timeoutS === undefined || timeoutS >= MIN_TIMEOUT_S,
    'timeout',
    'delivery-timeout',
    `must be at least ${MIN_TIMEOUT_S} s, got ${timeoutS ?? 0} s`,
    'leave it out: it is derived from the rollouts of each stage',
  );
  for (const key of ['interval', 'timeout'] as const) {
    // Rule `delivery-engine`: Argo CD has this setting once for the whole installation, so it cannot be set for one environment.
    // https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/
    problems.that(
      engine === 'flux' || spec[key] === undefined,
      key,
      'delivery-engine',
      `Argo CD has one ${key} for everything that it delivers, in its own settings`,
      'leave it out, or choose Flux',
    );
  }
  // an Argo CD may serve several environments, a Flux is in the cluster that it delivers to
  const prefix = engine === 'flux' ? system : `${system}-${name}`;
  for (const stage of [...Object.values(STAGES), ...namespaces]) problems.rule('', checkDeliveryName(`${prefix}-${stage}`));
  return {
    engine,
    repository: { kind, url, branch, tag, semver, digest, secret },
    path,
    namespace,
    prefix,
    intervalS: durationS(interval) ?? 0,
    timeoutS,
    prune,
  };
}
