import { App, Chart } from 'cdk8s';
import { ArgoCdRoot } from '../../constructs/delivery/argo-cd-delivery';
import { ArgoCdSettings } from '../../constructs/delivery/argo-cd-settings';
import { ArgoCdApplication, type ArgoCdApplicationProps, ArgoCdProject } from '../../constructs/delivery/argo-cd-stage';
import { DeliveryGuard } from '../../constructs/delivery/delivery-guard';
import { DeliverySource } from '../../constructs/delivery/delivery-source';
import { fluxSourceKind, FluxSource } from '../../constructs/delivery/flux-source';
import { FluxStage } from '../../constructs/delivery/flux-stage';
import { planned } from '../../constructs/kinds/planned';
import { Target } from '../../constructs/kinds/target';
import { APPLICATIONS, BOOTSTRAP, LISTS, MANIFESTS, NAMESPACE_FILE, NAMESPACE_FILES } from '../../src/features/delivery/layout';
import {
  type ArgoCdStagePlan,
  checkStages,
  type FluxStagePlan,
  guardedObjects,
  planArgoCdStage,
  planFluxStage,
  type StageInput,
  type StagePlan,
} from '../../src/features/delivery/stage-plan';
import { STAGES, waves } from '../../src/features/delivery/stages';
import { below, type Problem, Problems } from '../../src/kernel/problems';
import type { Inventory } from '../../src/judges/inventory/inventory';
import type { EnvironmentPlan } from '../../src/resolve/plan';
import type { DeliveryPlan } from '../../src/features/delivery/plan';
import type { Files } from '../../src/render/files';
import { renderApp } from '../../src/render/render';
import { DeliveryInventory, type StageContents } from './delivery-inventory';
import { stageList } from './delivery-list';
import type { Judge } from './judge';

/** The part of an environment that delivery asks for. */
type Delivered = Pick<EnvironmentPlan, 'system' | 'name' | 'target'>;

/**
 * What delivers an environment: rights are derived from what has passed, of which only identities are kept.
 *
 * An administrator applies the namespaces once (`00-namespace.yaml` of each folder: rights are granted inside them), then
 * `delivery/bootstrap`, and both again when a tenant or a kind is new. From then on the engine applies cluster → namespaces → platform → tenants, each as an
 * identity of its own.
 */
export class Delivery implements Judge {
  private readonly inventory = new DeliveryInventory();

  constructor(
    private readonly environment: Delivered,
    private readonly delivery: DeliveryPlan,
  ) {}

  public see(app: Inventory): void {
    this.inventory.see(app);
  }

  /** Of rules `delivery-folder`, `delivery-empty`, `delivery-order`, `delivery-overlap`, and what is wrong with a stage: `delivery-kind`, `delivery-scope`, `delivery-timeout`, … */
  public problems(): readonly Problem[] {
    const problems = Problems.of(`${this.environment.system}/${this.environment.name}`);
    const at = problems.at('delivery');
    this.inventory.check(at);
    const stages = this.stages(this.inventory.stages());
    const ordered = checkStages(at, stages);
    for (const stage of ordered ? stages : []) this.planned(at.at(below('stages', stage.name)), stage);
    return problems.list;
  }

  /** Of what has no problems. */
  public *files(): Generator<Files> {
    const { environment, delivery, folder } = this;
    const contents = this.inventory.stages();
    const stages = this.stages(contents);
    switch (delivery.engine) {
      case 'flux':
        yield* fluxFiles(environment, delivery, contents, stages, folder);
        return;
      case 'argo-cd':
        yield* argoCdFiles(environment, delivery, stages, folder);
    }
  }

  private get folder(): string {
    return `${this.delivery.path}/${this.environment.system}/${this.environment.name}`;
  }

  private stages(contents: readonly StageContents[]): StageInput[] {
    return contents.map((one) => stageOf(one, this.folder, this.delivery));
  }

  private planned(problems: Problems, stage: StageInput): StagePlan {
    switch (this.delivery.engine) {
      case 'flux':
        return fluxStage(problems, this.delivery, stage);
      case 'argo-cd':
        return argoCdStage(problems, this.delivery, stage);
    }
  }
}

function fluxStage(problems: Problems, { prefix, namespace, repository, intervalS }: DeliveryPlan, stage: StageInput): FluxStagePlan {
  return planFluxStage(problems, { prefix, namespace, stage, source: { kind: fluxSourceKind(repository.kind), name: prefix }, intervalS });
}

function argoCdStage(problems: Problems, { prefix, namespace, repository }: DeliveryPlan, stage: StageInput): ArgoCdStagePlan {
  const { kind, url, branch, tag, semver, digest } = repository;
  return planArgoCdStage(problems, { prefix, namespace, stage, source: { kind, url, revision: { branch, tag, semver, digest } } });
}

function* fluxFiles(
  environment: Delivered,
  delivery: DeliveryPlan,
  contents: readonly StageContents[],
  stages: readonly StageInput[],
  folder: string,
): Generator<Files> {
  const { prefix, namespace } = delivery;
  const app = appOf(environment);
  new FluxSource(new Chart(app, '00-source'), 'Source', {
    name: prefix,
    source: sourceOf(delivery),
    namespace,
    ...(delivery.repository.kind === 'git' && { folders: [folder] }),
  });
  guard(app, delivery, stages);
  yield renderApp(app, BOOTSTRAP);
  for (const [index, stage] of stages.entries()) {
    const own = appOf(environment);
    new FluxStage(new Chart(own, stage.name), 'Stage', planned(fluxStage(Problems.of(''), delivery, stage)));
    yield renderApp(own, BOOTSTRAP);
    const content = contents[index];
    if (content !== undefined) yield new Map([[`${LISTS}/${stage.name}/kustomization.yaml`, stageList(content)]]);
  }
}

function* argoCdFiles(environment: Delivered, delivery: DeliveryPlan, stages: readonly StageInput[], folder: string): Generator<Files> {
  const { prefix, namespace } = delivery;
  const app = appOf(environment);
  const objects = stages.flatMap((stage) => stage.objects);
  new ArgoCdSettings(new Chart(app, '00-settings'), 'Settings', { objects, namespace });
  new ArgoCdRoot(new Chart(app, '00-root'), 'Root', { prefix, source: sourceOf(delivery), path: `${folder}/${APPLICATIONS}`, namespace });
  guard(app, delivery, stages);
  yield renderApp(app, BOOTSTRAP);
  const order = waves(stages.map(({ name, after = [] }) => ({ name, after })));
  for (const stage of stages) {
    const [bootstrap, applied] = [appOf(environment), appOf(environment)];
    const plan = argoCdStage(Problems.of(''), delivery, stage);
    new ArgoCdProject(new Chart(bootstrap, stage.name), 'Project', planned(plan));
    yield renderApp(bootstrap, BOOTSTRAP);
    const wave = order?.get(stage.name) ?? 0;
    new ArgoCdApplication(new Chart(applied, stage.name), 'Application', planned<ArgoCdApplicationProps>(plan, { wave }));
    yield renderApp(applied, APPLICATIONS);
  }
}

function guard(app: App, { prefix, namespace }: DeliveryPlan, stages: readonly StageInput[]): void {
  const objects = guardedObjects(stages, STAGES.namespaces);
  if (objects.length > 0) new DeliveryGuard(new Chart(app, '00-guard'), 'Guard', { prefix, namespace, objects });
}

/** A stage as both engines take it. Namespaces and what the cluster has once are never deleted by an engine. */
function stageOf(contents: StageContents, folder: string, { engine, prune, timeoutS }: DeliveryPlan): StageInput {
  const { name, objects, namespaces, longestS, ignored, after } = contents;
  const shared = name === STAGES.cluster || name === STAGES.namespaces;
  return {
    name,
    objects,
    namespaces,
    ignored,
    after,
    clusterScoped: shared,
    byName: name === STAGES.namespaces,
    prune: prune && !shared,
    longestS,
    timeoutS,
    ...pathOf(contents, folder, engine),
  };
}

type Paths = Pick<StageInput, 'path' | 'include' | 'exclude'>;

function pathOf(contents: StageContents, folder: string, engine: DeliveryPlan['engine']): Paths {
  switch (engine) {
    case 'flux':
      return { path: `${folder}/${LISTS}/${contents.name}` };
    case 'argo-cd':
      return argoCdPath(contents, folder);
  }
}

/** Globs of Argo CD see the path below the folder. */
function argoCdPath({ name, folder: own }: StageContents, folder: string): Paths {
  if (name === STAGES.namespaces) return { path: `${folder}/${MANIFESTS}`, include: NAMESPACE_FILES };
  return { path: `${folder}/${own}`, ...(name !== STAGES.cluster && { exclude: NAMESPACE_FILE }) };
}

function sourceOf({ repository }: DeliveryPlan): DeliverySource {
  const { kind, url, branch, tag, semver, digest, secret } = repository;
  const moving = { ...(tag !== undefined && { tag }), ...(semver !== undefined && { semver }) };
  return kind === 'git'
    ? DeliverySource.git(url, { ...(branch !== undefined && { branch }), ...moving }, secret)
    : DeliverySource.oci(url, { ...moving, ...(digest !== undefined && { digest }) }, secret);
}

function appOf({ target }: Delivered): App {
  const app = new App();
  Target.set(app, target);
  return app;
}
