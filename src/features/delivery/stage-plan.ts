import { checkDnsLabel } from '../../kernel/names';
import { byText } from '../../kernel/order';
import type { Problems } from '../../kernel/problems';
import { checkOneLine } from '../../kernel/texts';
import { type AccessRule, accessTo } from './access';
import { celOf, type HealthExpressions } from './health';
import type { IgnoredFields } from './ignored';
import { checkDeliveredKind, deliveredKind } from './kinds';
import { byIdentity, checkScope, type ObjectIdentity } from './object';
import { checkTimeout, timeoutOf } from './rollout-time';
import {
  checkDeliveryPath,
  checkInterval,
  checkRevision,
  checkSourceUrl,
  intervalText,
  type RevisionInput,
  type SourceKind,
} from './source';
import { checkDeliveryName, checkOrder, checkOverlap } from './stages';

/** A folder of rendered files that one identity applies, as it is said. */
export interface StageInput {
  readonly name: string;
  /** Folder from the root of the repository. */
  readonly path: string;
  /** Globs below it, for Argo CD: of the files that are applied, and of those that are not. */
  readonly include?: string | undefined;
  readonly exclude?: string | undefined;
  readonly objects: readonly ObjectIdentity[];
  readonly namespaces?: readonly string[] | undefined;
  readonly clusterScoped?: boolean | undefined;
  readonly byName?: boolean | undefined;
  /** Stages that must be ready before. */
  readonly after?: readonly string[] | undefined;
  /** @default true */
  readonly prune?: boolean | undefined;
  /** Longest that one of its rollouts may take. @default 0 */
  readonly longestS?: number | undefined;
  /** How long Flux waits. @default - the longest rollout and a minute, at least five minutes */
  readonly timeoutS?: number | undefined;
  readonly ignored?: readonly IgnoredFields[] | undefined;
}

/** What an identity may do in one namespace; `undefined`: in the whole cluster. */
export interface Rights {
  readonly namespace: string | undefined;
  readonly rules: readonly AccessRule[];
}

/** A ServiceAccount in the engine's namespace, and what it may do. */
export interface IdentityPlan {
  readonly name: string;
  readonly namespace: string;
  readonly rights: readonly Rights[];
}

/** What both engines need to know of a stage, complete. */
export interface StagePlan {
  readonly identity: IdentityPlan;
  /** Folder from the root of the repository. */
  readonly path: string;
  readonly prune: boolean;
  readonly ignored: readonly IgnoredFields[];
}

/** A kind whose controller reports readiness in its own way. */
export interface HealthCheck extends HealthExpressions {
  readonly apiVersion: string;
  readonly kind: string;
}

/** One stage as Flux applies it. */
export interface FluxStagePlan extends StagePlan {
  readonly source: { readonly kind: 'GitRepository' | 'OCIRepository'; readonly name: string };
  readonly intervalS: number;
  readonly timeoutS: number;
  /** Names of Kustomizations that must be ready before, sorted. */
  readonly dependsOn: readonly string[];
  readonly health: readonly HealthCheck[];
}

/** One stage as Argo CD applies it, and what bounds it. */
export interface ArgoCdStagePlan extends StagePlan {
  /** Short name, as it is said. */
  readonly stage: string;
  readonly source: { readonly url: string; readonly revision: string };
  readonly include: string | undefined;
  readonly exclude: string | undefined;
  /** Sorted. */
  readonly namespaces: readonly string[];
  /** Kinds in its namespaces, and of the cluster, with names; sorted. */
  readonly kinds: readonly { readonly group: string; readonly kind: string }[];
  readonly clusterKinds: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
}

/** Who applies a stage: what the names of all identities begin with, and the namespace of the engine. */
export interface EngineInput {
  readonly prefix: string;
  readonly namespace: string;
  readonly stage: StageInput;
}

/** What both doors bring of a stage of Flux. */
export interface FluxStageInput extends EngineInput {
  readonly source: FluxStagePlan['source'];
  readonly intervalS: number;
}

/** What both doors bring of a stage of Argo CD. */
export interface ArgoCdStageInput extends EngineInput {
  readonly source: { readonly kind: SourceKind; readonly url: string; readonly revision: RevisionInput };
}

/** One stage as Flux applies it, complete. */
export function planFluxStage(problems: Problems, { prefix, namespace, stage, source, intervalS }: FluxStageInput): FluxStagePlan {
  const { after = [], longestS = 0, timeoutS = timeoutOf(longestS) } = stage;
  const named = (name: string): string => `${prefix}-${name}`;
  problems.rule('sourceName', checkDeliveryName(source.name));
  problems.rule('interval', checkInterval(intervalText(intervalS)));
  problems.rule('stage.timeout', checkTimeout(timeoutS, longestS, stage.name));
  after.forEach((other, index) => problems.rule(`stage.after[${index}]`, checkDeliveryName(named(other))));
  return {
    ...planStage(problems, { prefix, namespace, stage }),
    source,
    intervalS,
    timeoutS,
    dependsOn: [...after].sort(byText).map(named),
    health: healthOf(stage.objects),
  };
}

/** One stage as Argo CD applies it, complete. */
export function planArgoCdStage(problems: Problems, { prefix, namespace, stage, source }: ArgoCdStageInput): ArgoCdStagePlan {
  const { url, revision } = source;
  const planned = planStage(problems, { prefix, namespace, stage });
  // Rule `delivery-source`: Argo CD reads plain files from git, not from an OCI registry.
  // https://argo-cd.readthedocs.io/en/stable/user-guide/directory/
  const git = problems.that(
    source.kind === 'git',
    'source',
    'delivery-source',
    'Argo CD reads plain files from git only',
    'write a git repository, or choose Flux',
  );
  if (git) {
    problems.rule('source.url', checkSourceUrl('git', url));
    problems.rule('source.revision', checkRevision('git', revision));
  }
  const kinds = kindsOf(stage.objects);
  return {
    ...planned,
    stage: stage.name,
    source: { url, revision: revisionOf(revision) },
    include: stage.include,
    exclude: stage.exclude,
    namespaces: [...(stage.namespaces ?? [])].sort(byText),
    kinds: kinds.flatMap(({ group, kind, name }) => (name === undefined ? [{ group, kind }] : [])),
    clusterKinds: kinds.flatMap(({ group, kind, name }) => (name === undefined ? [] : [{ group, kind, name }])),
  };
}

/** The one revision that is delivered, as Argo CD writes it. */
export function revisionOf({ branch, tag, semver }: RevisionInput): string {
  return branch ?? tag ?? semver ?? '';
}

/** What both engines need to know of a stage. */
function planStage(problems: Problems, { prefix, namespace, stage }: EngineInput): StagePlan {
  const { path, prune = true, ignored = [] } = stage;
  return { identity: planIdentity(problems, { name: `${prefix}-${stage.name}`, namespace, stage }), path, prune, ignored };
}

/**
 * The identity of a stage, with rights to exactly the kinds that the stage renders, in exactly its namespaces. Cluster-scoped objects are
 * granted by name, and never to be deleted.
 */
export function planIdentity(
  problems: Problems,
  { name, namespace, stage }: { readonly name: string; readonly namespace: string; readonly stage: StageInput },
): IdentityPlan {
  problems.rule('name', checkDeliveryName(name));
  problems.rule('namespace', checkDnsLabel(namespace));
  checkStage(problems.at('stage'), stage);
  const { objects, namespaces = [], prune = true, byName = false } = stage;
  const within = (where: string | undefined): ObjectIdentity[] => objects.filter((object) => object.namespace === where);
  const rights = [
    { namespace: undefined, rules: accessTo(within(undefined), { prune: false, byName: true }) },
    ...[...namespaces].sort(byText).map((where) => ({ namespace: where, rules: accessTo(within(where), { prune, byName }) })),
  ];
  return { name, namespace, rights: rights.filter(({ rules }) => rules.length > 0) };
}

/** Checks `delivery-path`, `one-line`, `delivery-empty`, `delivery-kind` and `delivery-scope` of one stage. */
function checkStage(
  problems: Problems,
  { name, path, include, exclude, objects, namespaces = [], clusterScoped = false }: StageInput,
): void {
  problems.rule('path', checkDeliveryPath(path));
  for (const [key, glob] of Object.entries({ include, exclude }))
    if (glob !== undefined) problems.rule(key, checkOneLine(glob, `'*.yaml'`));
  // Rule `delivery-empty`: an empty stage or guard delivers nothing, which is usually a mistake in what was passed (our choice).
  problems.that(objects.length > 0, 'objects', 'delivery-empty', `the stage '${name}' has no objects`, 'leave the stage out');
  objects.forEach((object, index) => {
    const known = problems.rule(`objects[${index}]`, checkDeliveredKind(object.apiVersion, object.kind));
    if (known) problems.rule(`objects[${index}]`, checkScope(object, { stage: name, namespaces, clusterScoped }));
  });
}

/** Checks `delivery-empty`, `delivery-order` and `delivery-overlap` of stages beside each other. Returns whether each has a name of its own and a place in the order, so that it can be judged alone. */
export function checkStages(problems: Problems, stages: readonly StageInput[]): boolean {
  problems.that(stages.length > 0, 'stages', 'delivery-empty', 'there is nothing to deliver', 'write a stage');
  const ordered = problems.rule('stages', checkOrder(stages.map(({ name, after = [] }) => ({ name, after }))));
  problems.rule('stages', checkOverlap(stages));
  return ordered;
}

/** Objects of the keeper that another stage could write, since it has rights to that kind in the same namespace. */
export function guardedObjects(stages: readonly StageInput[], keeper: string): ObjectIdentity[] {
  const others = new Set(stages.filter(({ name }) => name !== keeper).flatMap(({ objects }) => objects.map(placeOf)));
  return stages
    .filter(({ name }) => name === keeper)
    .flatMap(({ objects }) => objects.filter((object) => object.namespace !== undefined && others.has(placeOf(object))))
    .sort(byIdentity);
}

function placeOf({ apiVersion, kind, namespace = '' }: ObjectIdentity): string {
  const known = deliveredKind(apiVersion, kind);
  return `${known?.group ?? ''}/${known?.resource ?? kind} ${namespace}`;
}

/** An expression for each kind whose controller reports readiness in its own way. */
function healthOf(objects: readonly ObjectIdentity[]): HealthCheck[] {
  const found = new Map<string, HealthCheck>();
  for (const { apiVersion, kind } of [...objects].sort(byIdentity)) {
    const health = deliveredKind(apiVersion, kind)?.health;
    const expressions = health === undefined ? undefined : celOf(health);
    if (expressions !== undefined) found.set(`${apiVersion} ${kind}`, { apiVersion, kind, ...expressions });
  }
  return [...found.values()];
}

/** Kinds of a stage; those of the cluster with their names. */
function kindsOf(objects: readonly ObjectIdentity[]): { readonly group: string; readonly kind: string; readonly name?: string }[] {
  const found = new Map<string, { group: string; kind: string; name?: string }>();
  for (const { apiVersion, kind, name } of objects) {
    const known = deliveredKind(apiVersion, kind);
    if (known === undefined) continue;
    const entry = { group: known.group, kind, ...(!known.namespaced && { name }) };
    found.set(JSON.stringify(entry), entry);
  }
  return [...found.entries()].sort(([a], [b]) => byText(a, b)).map(([, entry]) => entry);
}
