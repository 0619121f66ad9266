import { isJudged, type Manifest, originOf } from '../kernel/manifest';
import { isJsonObject } from '../kernel/json';
import type { Problem } from '../kernel/problems';
import { SUPPORTED } from '../kernel/versions';
import { checkFlux } from './checks/flux';
import { checkMetrics, type MetricCheckOptions, readByMetricCheck } from './checks/metrics';
import { checkNamed } from './checks/named';
import { checkSecrets } from './checks/secrets';
import { StrictCheck, type UncheckedKind } from './checks/strict';
import { checkWorkloads } from './checks/workloads';
import { Inventory } from './inventory/inventory';
import { ManifestSyntaxError, parseManifests } from './inventory/parse';
import { crdSchemas } from './schemas/crd-schema';

/** What judges are told besides what was rendered. */
export interface JudgeOptions {
  /** Minor of the cluster, e.g. `1.33`. @default - what `Target` says of the App; else the oldest that is supported */
  readonly kubernetes?: string;
  /** CustomResourceDefinitions as parsed documents: whose kinds have none are told in `unchecked`. @default - none */
  readonly crds?: readonly unknown[];
  /** What serves metrics besides what was rendered. @default - kube-state-metrics and the kubelet */
  readonly metrics?: MetricCheckOptions;
}

/** What judges say. */
export interface Verdict {
  /** Everything that is wrong, each with its place, file and line, rule and fix; none if nothing is. */
  readonly problems: readonly Problem[];
  /** How many objects were looked at. */
  readonly objects: number;
  /** Kinds without a schema, whose fields nobody checked. */
  readonly unchecked: readonly UncheckedKind[];
}

/** What is asked of the objects of one App. @returns every problem: of names, Secrets, fields, workloads and their budgets, and Flux */
export function judgeApp(app: Inventory, strict: StrictCheck): Problem[] {
  return [...checkNamed(app), ...checkSecrets(app), ...strict.problemsOf(app), ...checkWorkloads(app), ...checkFlux(app)];
}

/** Rendered files by their path. */
type Files = ReadonlyMap<string, string>;

/**
 * Judges rendered manifests, by what they are and not by who made them: those of a team's own charts, of Helm or of hand. It is what `synth`
 * asks of every part that this package did not render and judge itself.
 *
 * Unknown fields, wrong types and missing fields of core kinds; two autoscalers or two disruption budgets of one workload, a budget that lets
 * no pod go, a count that an autoscaler owns; a Secret that would be committed; a series that nobody serves; objects that nobody can apply.
 *
 * @param rendered files by their path, as `renderApp` returns them, or several such maps of one cluster. Of other files, `.yaml` and `.yml` are read
 * @example
 * const { problems } = judge(renderApp(app, 'manifests'));
 */
export function judge(rendered: Files | Iterable<Files>, options: JudgeOptions = {}): Verdict {
  const judges = new Judges(options);
  for (const files of isFiles(rendered) ? [rendered] : rendered) judges.see(files);
  return judges.verdict();
}

/** The same, a few files at a time: of what has passed no more is kept than must be. */
export class Judges {
  private readonly measured = new Inventory({ keeps: readByMetricCheck });
  private readonly problems: Problem[] = [];
  private strict: StrictCheck | undefined;
  private objects = 0;

  constructor(private readonly options: JudgeOptions = {}) {}

  /** Files of one App; those that have been judged are passed over. */
  public see(files: Files): void {
    if (isJudged(files)) return;
    const origin = originOf(files);
    const { crds, kubernetes = origin?.kubernetes ?? SUPPORTED.kubernetes.oldest } = this.options;
    this.strict ??= new StrictCheck(kubernetes, crds && crdSchemas(crds));
    const app = new Inventory().add(origin?.manifests ?? read(files, this.problems));
    this.problems.push(...judgeApp(app, this.strict));
    for (const object of app.all) this.measured.take(object);
    this.objects += app.all.length;
  }

  /** Asked once all files have passed. */
  public verdict(): Verdict {
    const { problems, objects } = this;
    return {
      problems: [...problems, ...checkMetrics(this.measured, this.options.metrics)],
      objects,
      unchecked: this.strict?.unchecked ?? [],
    };
  }
}

function isFiles(rendered: Files | Iterable<Files>): rendered is Files {
  return 'get' in rendered && 'size' in rendered;
}

/** Files that were not rendered here, or put together anew, are what their text says. */
function read(files: Files, problems: Problem[]): Manifest[] {
  return [...files].flatMap(([file, text]) => {
    if (!/\.ya?ml$/.test(file)) return [];
    try {
      // a values file or a list of files is no object of an API
      return parseManifests(text, file).filter(
        ({ document }) => isJsonObject(document) && ('apiVersion' in document || 'kind' in document),
      );
    } catch (error) {
      if (!(error instanceof ManifestSyntaxError)) throw error;
      // Rule `manifest-syntax`: text that YAML readers read in different ways is something else in the cluster than here (our choice).
      problems.push(
        ...error.problems.map((problem) => ({ place: file, rule: 'manifest-syntax', problem, fix: 'correct the YAML, or quote the text' })),
      );
      return [];
    }
  });
}
