import { durationS } from '../../kernel/duration';
import type { Violation } from '../../kernel/problems';
import { looksSecret, shown } from '../../kernel/shown';
import { PLATFORM_NAMESPACE } from '../services/places';

/** Which revision of a repository is delivered. */
export interface RevisionInput {
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly semver?: string | undefined;
  readonly digest?: string | undefined;
}

/** Where the rendered files are read from. */
export type SourceKind = 'git' | 'oci';

/**
 * What a URL must begin with: https://fluxcd.io/flux/components/source/gitrepositories/#url and …/ocirepositories/#url; plain HTTP is left
 * out, since an attacker on the way could deploy.
 */
const SCHEMES: Readonly<Record<SourceKind, readonly string[]>> = { git: ['https://', 'ssh://'], oci: ['oci://'] };

const REVISIONS: Readonly<Record<SourceKind, readonly (keyof RevisionInput)[]>> = {
  git: ['branch', 'semver', 'tag'],
  oci: ['digest', 'semver', 'tag'],
};

const HOST_AND_PATH = /^(?:[A-Za-z0-9._-]+@)?[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?(?:\/[A-Za-z0-9._~-]+)+$/;

/** What git takes for a name, without anything that a shell or a pattern would read: https://git-scm.com/docs/git-check-ref-format */
const REFERENCE = /^(?!.*(?:\.\.|\/\/|\.lock(?:\/|$)))[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9_-])?$/;

const SEMVER = /^(?:\*|[~^<>=!]{0,2} ?v?\d+(?:\.(?:\d+|x|\*)){0,2}(?:[ ,|-]+[~^<>=!]{0,2} ?v?\d+(?:\.(?:\d+|x|\*)){0,2})*)$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Longest text of a revision. */
const MAX_REVISION = 250;

/**
 * Rule `delivery-url`: a transport without authentication can be forged, and credentials in an address are committed with it.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#url
 */
export function checkSourceUrl(kind: SourceKind, url: string): Violation | undefined {
  const schemes = SCHEMES[kind];
  const scheme = schemes.find((known) => url.startsWith(known));
  const rest = url.slice(scheme?.length ?? 0);
  const user = rest.includes('@') && scheme !== 'ssh://';
  if (scheme !== undefined && HOST_AND_PATH.test(rest) && !user && !looksSecret(url)) return undefined;
  return {
    rule: 'delivery-url',
    problem: `must be ${schemes.join(' or ')} with a host and a path and no credentials, got ${shown(url)}`,
    fix: kind === 'git' ? `write 'https://git.example.com/team/platform'` : `write 'oci://registry.example.com/team/platform'`,
  };
}

/**
 * Rule `delivery-revision`: a source with two revisions would have two answers to what is to be applied.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#reference
 */
export function checkRevision(kind: SourceKind, revision: RevisionInput): Violation | undefined {
  const given = (['branch', 'digest', 'semver', 'tag'] as const).filter((key) => revision[key] !== undefined);
  const allowed = REVISIONS[kind];
  const fix = kind === 'git' ? `write branch: 'main'` : `write tag: '1.4.0' or a digest`;
  const [only] = given;
  if (given.length !== 1 || only === undefined || !allowed.includes(only)) {
    const got = given.length === 0 ? 'none' : given.join(' and ');
    return { rule: 'delivery-revision', problem: `must have exactly one of ${allowed.join(', ')}, got ${got}`, fix };
  }
  const text = revision[only] ?? '';
  const pattern = { branch: REFERENCE, tag: REFERENCE, semver: SEMVER, digest: DIGEST }[only];
  return text.length <= MAX_REVISION && pattern.test(text)
    ? undefined
    : { rule: 'delivery-revision', problem: `${only} is not one that a repository can have, got ${shown(text)}`, fix };
}

/**
 * Rule `delivery-path`: an engine reads a folder inside the repository, and other paths do not exist there.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#path
 */
export function checkDeliveryPath(path: string): Violation | undefined {
  const ok = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(path) && path.length <= MAX_REVISION;
  return ok
    ? undefined
    : { rule: 'delivery-path', problem: `must be a folder from the root of the repository, got ${shown(path)}`, fix: `write 'dist'` };
}

/** Namespace that each engine is usually installed in. */
export const ENGINE_NAMESPACE = { flux: 'flux-system', 'argo-cd': 'argocd' } as const;

/** Shortest interval: engines that ask more often are throttled by the repository. */
export const MIN_INTERVAL_S = 30;
/** Longest interval, in which drift is corrected at least once. */
export const MAX_INTERVAL_S = 24 * 3600;

/**
 * Rule `delivery-interval`: the engines accept hours, minutes and whole seconds only, and a short interval overloads the repository. The
 * longest unit is the hour, since days have no unit in either engine.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#interval
 */
export function checkInterval(text: string): Violation | undefined {
  const seconds = durationS(text);
  return seconds !== undefined && Number.isInteger(seconds) && seconds >= MIN_INTERVAL_S && seconds <= MAX_INTERVAL_S
    ? undefined
    : {
        rule: 'delivery-interval',
        problem: `must be whole seconds from ${MIN_INTERVAL_S} s to ${MAX_INTERVAL_S / 3600} h, in h, m and s, got ${shown(text)}`,
        fix: `write '10m'`,
      };
}

/** An interval as the engines have it. One that is not in whole seconds is refused by `checkInterval`. */
export function intervalText(seconds: number): string {
  return Number.isInteger(seconds) ? engineDuration(seconds) : `${seconds}s`;
}

/** A duration as the engines have it: `1h5m30s`, without what is zero. */
export function engineDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor((seconds % 3600) / 60), 'm'],
    [seconds % 60, 's'],
  ] as const;
  const text = parts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount}${unit}`)
    .join('');
  return text === '' ? '0s' : text;
}

/**
 * Rule `delivery-namespace`: whoever may act in the namespace of the engine may act as every stage, so nobody else's objects are delivered
 * into it (our choice).
 *
 * @param delivered namespaces of tenants and pools
 */
export function checkEngineNamespace(namespace: string, delivered: readonly string[]): Violation | undefined {
  const taken = delivered.includes(namespace)
    ? 'of a tenant'
    : namespace === PLATFORM_NAMESPACE
      ? 'of the shared services'
      : 'of Kubernetes';
  const free = !delivered.includes(namespace) && namespace !== PLATFORM_NAMESPACE && !/^(default|kube-.*)$/.test(namespace);
  return free
    ? undefined
    : {
        rule: 'delivery-namespace',
        problem: `${shown(namespace)} is the namespace ${taken}, and whoever acts there could act as every stage`,
        fix: `leave it out, or write a namespace of the engine's own`,
      };
}
