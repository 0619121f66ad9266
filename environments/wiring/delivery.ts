import { App, Chart, Duration } from 'cdk8s';
import { ArgoCdRoot } from '../../constructs/delivery/argo-cd-delivery';
import { ArgoCdSettings } from '../../constructs/delivery/argo-cd-settings';
import { ArgoCdApplication, ArgoCdProject } from '../../constructs/delivery/argo-cd-stage';
import { DeliveryGuard } from '../../constructs/delivery/delivery-guard';
import { DeliverySource } from '../../constructs/delivery/delivery-source';
import type { DeliveryStage } from '../../constructs/delivery/delivery-stage';
import { checkStages, guardedObjects } from '../../constructs/delivery/delivery-stages';
import { FluxSource } from '../../constructs/delivery/flux-source';
import { FluxStage } from '../../constructs/delivery/flux-stage';
import { Target } from '../../constructs/kinds/target';
import { APPLICATIONS, BOOTSTRAP, LISTS, MANIFESTS, NAMESPACE_FILE, NAMESPACE_FILES } from '../../src/features/delivery/layout';
import { STAGES, waves } from '../../src/features/delivery/stages';
import { type Problem, Problems } from '../../src/kernel/problems';
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

  /** Of rules `delivery-folder`, `delivery-empty`, `delivery-order` and `delivery-overlap`. */
  public problems(): readonly Problem[] {
    const problems = Problems.of(`${this.environment.system}/${this.environment.name}`);
    this.inventory.check(problems.at('delivery'));
    checkStages(this.stages(this.inventory.stages()), problems.at('delivery'));
    return problems.list;
  }

  /** @throws InvalidInputError with everything that is wrong with a stage: `delivery-kind`, `delivery-scope`, `delivery-timeout`, … */
  public *files(): Generator<Files> {
    const contents = this.inventory.stages();
    const stages = this.stages(contents);
    yield* this.delivery.engine === 'flux'
      ? fluxFiles(this.environment, this.delivery, contents, stages, this.folder)
      : argoCdFiles(this.environment, this.delivery, stages, this.folder);
  }

  private get folder(): string {
    return `${this.delivery.path}/${this.environment.system}/${this.environment.name}`;
  }

  private stages(contents: readonly StageContents[]): DeliveryStage[] {
    return contents.map((one) => stageOf(one, this.folder, this.delivery));
  }
}

function* fluxFiles(
  environment: Delivered,
  delivery: DeliveryPlan,
  contents: readonly StageContents[],
  stages: readonly DeliveryStage[],
  folder: string,
): Generator<Files> {
  const { prefix, namespace, intervalS } = delivery;
  const interval = Duration.seconds(intervalS);
  const app = appOf(environment);
  const repository = new FluxSource(new Chart(app, '00-source'), 'Source', {
    name: prefix,
    source: sourceOf(delivery),
    namespace,
    ...(delivery.repository.kind === 'git' && { folders: [folder] }),
  });
  guard(app, delivery, stages);
  yield renderApp(app, BOOTSTRAP);
  for (const [index, stage] of stages.entries()) {
    const own = appOf(environment);
    new FluxStage(new Chart(own, stage.name), 'Stage', {
      prefix,
      stage,
      sourceKind: repository.kind,
      sourceName: repository.name,
      namespace,
      interval,
    });
    yield renderApp(own, BOOTSTRAP);
    const content = contents[index];
    if (content !== undefined) yield new Map([[`${LISTS}/${stage.name}/kustomization.yaml`, stageList(content)]]);
  }
}

function* argoCdFiles(environment: Delivered, delivery: DeliveryPlan, stages: readonly DeliveryStage[], folder: string): Generator<Files> {
  const { prefix, namespace } = delivery;
  const source = sourceOf(delivery);
  const app = appOf(environment);
  new ArgoCdSettings(new Chart(app, '00-settings'), 'Settings', { objects: stages.flatMap(({ objects }) => objects), namespace });
  new ArgoCdRoot(new Chart(app, '00-root'), 'Root', { prefix, source, path: `${folder}/${APPLICATIONS}`, namespace });
  guard(app, delivery, stages);
  yield renderApp(app, BOOTSTRAP);
  const order = waves(stages.map(({ name, after = [] }) => ({ name, after })));
  for (const stage of stages) {
    const [bootstrap, applied] = [appOf(environment), appOf(environment)];
    new ArgoCdProject(new Chart(bootstrap, stage.name), 'Project', { prefix, stage, source, namespace });
    yield renderApp(bootstrap, BOOTSTRAP);
    const wave = order?.get(stage.name) ?? 0;
    new ArgoCdApplication(new Chart(applied, stage.name), 'Application', { prefix, stage, source, namespace, wave });
    yield renderApp(applied, APPLICATIONS);
  }
}

function guard(app: App, { prefix, namespace }: DeliveryPlan, stages: readonly DeliveryStage[]): void {
  const objects = guardedObjects(stages, STAGES.namespaces);
  if (objects.length > 0) new DeliveryGuard(new Chart(app, '00-guard'), 'Guard', { prefix, namespace, objects });
}

/** A stage as both engines take it. Namespaces and what the cluster has once are never deleted by an engine. */
function stageOf(contents: StageContents, folder: string, { engine, prune, timeoutS }: DeliveryPlan): DeliveryStage {
  const { name, objects, namespaces, longestS, ignored, after } = contents;
  const flux = engine === 'flux';
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
    longestRollout: Duration.seconds(longestS),
    ...(timeoutS !== undefined && { timeout: Duration.seconds(timeoutS) }),
    ...(flux ? { path: `${folder}/${LISTS}/${name}` } : argoCdPath(contents, folder)),
  };
}

/** Globs of Argo CD see the path below the folder. */
function argoCdPath({ name, folder: own }: StageContents, folder: string): { path: string; include?: string; exclude?: string } {
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
