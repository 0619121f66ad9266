/**
 * What the controller of Argo Rollouts 1.9 refuses after the API server admitted it, as far as our objects could: read from its validation, not
 * from our code. It shows only as a condition `InvalidSpec`, so no schema and no dry run finds it.
 *
 * https://github.com/argoproj/argo-rollouts/tree/v1.9.1/pkg/apis/rollouts/validation, utils/analysis/helpers.go
 */
export interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Record<string, unknown>;
}

type Tree = Readonly<Record<string, unknown>>;

const tree = (value: unknown): Tree => (typeof value === 'object' && value !== null ? (value as Tree) : {});
const list = (value: unknown): readonly Tree[] => (Array.isArray(value) ? (value as readonly Tree[]) : []);
const name = (value: unknown): string => (typeof value === 'string' ? value : '');
const whole = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
const HASH = 'rollouts-pod-template-hash';
const STEPS = ['setWeight', 'pause', 'setCanaryScale', 'analysis', 'experiment', 'setHeaderRoute', 'setMirrorRoute', 'plugin'];

/** Everything the controller would say of the Rollouts among the objects. */
export function controllerRefuses(objects: readonly Rendered[]): string[] {
  return objects.filter(({ kind }) => kind === 'Rollout').flatMap(({ spec }) => [...ofSpec(spec), ...ofReferences(spec, objects)]);
}

function ofSpec(spec: Tree): string[] {
  const found: string[] = [];
  const selector = tree(tree(spec['selector'])['matchLabels']);
  const labels = tree(tree(tree(spec['template'])['metadata'])['labels']);
  if (Object.keys(selector).length === 0) found.push('empty selector');
  if (Object.entries(selector).some(([key, value]) => labels[key] !== value)) found.push('selector and template differ');
  if (spec['workloadRef'] !== undefined && spec['template'] !== undefined) found.push('workloadRef and template');
  if (whole(spec['progressDeadlineSeconds'] ?? 600) <= whole(spec['minReadySeconds'] ?? 0)) found.push('progressDeadlineSeconds');
  if (whole(spec['replicas'] ?? 1) < 0 || whole(spec['revisionHistoryLimit'] ?? 10) < 0) found.push('negative count');
  const strategy = tree(spec['strategy']);
  const [canary, blueGreen] = [strategy['canary'], strategy['blueGreen']];
  if ((canary === undefined) === (blueGreen === undefined)) found.push('not one strategy');
  if (blueGreen !== undefined) found.push(...ofBlueGreen(tree(blueGreen), spec));
  if (canary !== undefined) found.push(...ofCanary(tree(canary)));
  return found;
}

function ofBlueGreen(blueGreen: Tree, spec: Tree): string[] {
  const found: string[] = [];
  if (name(blueGreen['activeService']) === '') found.push('no activeService');
  if (blueGreen['activeService'] === blueGreen['previewService']) found.push('active and preview Service are the same');
  const limit = blueGreen['scaleDownDelayRevisionLimit'];
  if (limit !== undefined && whole(limit) > whole(spec['revisionHistoryLimit'] ?? 10)) found.push('scaleDownDelayRevisionLimit');
  return found;
}

function ofCanary(canary: Tree): string[] {
  const found: string[] = [];
  const nothing = (value: unknown): boolean => value === 0 || value === '0' || value === '0%';
  if (nothing(canary['maxSurge'] ?? '25%') && nothing(canary['maxUnavailable'] ?? '25%')) found.push('maxSurge and maxUnavailable are 0');
  const routing = canary['trafficRouting'];
  if (canary['stableService'] !== undefined && canary['stableService'] === canary['canaryService']) found.push('equal Services');
  if (routing === undefined) {
    for (const key of ['scaleDownDelaySeconds', 'dynamicStableScale']) if (canary[key] !== undefined) found.push(`${key} without routing`);
  } else if (canary['scaleDownDelaySeconds'] !== undefined && canary['dynamicStableScale'] === true)
    found.push('scaleDownDelaySeconds and dynamicStableScale');
  // the validation lets a plugin go without, and the Gateway API's own refuses it later
  if (routing !== undefined && [canary['stableService'], canary['canaryService']].some((one) => name(one) === ''))
    found.push('Services of the router');
  for (const step of list(canary['steps'])) {
    if (STEPS.filter((key) => step[key] !== undefined).length !== 1) found.push('not one thing in a step');
    const weight = step['setWeight'];
    if (weight !== undefined && !(whole(weight) >= 0 && whole(weight) <= 100)) found.push('setWeight');
    if (step['setCanaryScale'] !== undefined && routing === undefined) found.push('setCanaryScale without routing');
    if ((step['setHeaderRoute'] ?? step['setMirrorRoute']) !== undefined) found.push('routes that are not managed');
  }
  return found;
}

function ofReferences(spec: Tree, objects: readonly Rendered[]): string[] {
  const strategy = tree(spec['strategy']);
  const [canary, blueGreen] = [tree(strategy['canary']), tree(strategy['blueGreen'])];
  const services = [canary['stableService'], canary['canaryService'], blueGreen['activeService'], blueGreen['previewService']];
  const labels = tree(tree(tree(spec['template'])['metadata'])['labels']);
  const analyses = [
    ...list(canary['steps']).map((step) => step['analysis']),
    blueGreen['prePromotionAnalysis'],
    blueGreen['postPromotionAnalysis'],
  ];
  return [
    ...services
      .filter((service) => service !== undefined)
      .flatMap((service) => {
        const found = objects.find(({ kind, metadata }) => kind === 'Service' && metadata.name === service);
        if (found === undefined) return [`Service ${name(service)} is missing`];
        const foreign = Object.entries(tree(found.spec['selector'])).filter(([key, value]) => key !== HASH && labels[key] !== value);
        return foreign.map(([key]) => `Service ${name(service)} selects ${key}`);
      }),
    ...analyses.filter((analysis) => analysis !== undefined).flatMap((analysis) => ofAnalysis(tree(analysis), objects)),
  ];
}

function ofAnalysis(analysis: Tree, objects: readonly Rendered[]): string[] {
  const given = list(analysis['args']).map((arg) => name(arg['name']));
  return list(analysis['templates']).flatMap(({ templateName }) => {
    const template = objects.find(({ kind, metadata }) => kind === 'AnalysisTemplate' && metadata.name === templateName);
    if (template === undefined) return [`AnalysisTemplate ${name(templateName)} is missing`];
    const args = list(template.spec['args']);
    const open = args.filter(
      ({ name: arg, value, valueFrom }) => value === undefined && valueFrom === undefined && !given.includes(name(arg)),
    );
    const known = args.map((arg) => name(arg['name']));
    const used = [...JSON.stringify(template.spec['metrics']).matchAll(/\{\{\s*args\.([\w-]+)\s*\}\}/g)].map(([, arg = '']) => arg);
    return [
      ...open.map(({ name: arg }) => `no argument ${name(arg)}`),
      ...used.filter((arg) => !known.includes(arg)).map((arg) => `argument ${arg} is not declared`),
      ...list(template.spec['metrics']).flatMap(ofMetric),
    ];
  });
}

function ofMetric(metric: Tree): string[] {
  const found: string[] = [];
  const count = whole(metric['count'] ?? (metric['interval'] === undefined ? 1 : undefined));
  const failures = whole(metric['failureLimit'] ?? 0);
  if (!(count > 0)) found.push('runs indefinitely');
  if (count < failures + whole(metric['consecutiveSuccessLimit'] ?? 0)) found.push('count below failureLimit');
  if (count > 1 && metric['interval'] === undefined) found.push('no interval');
  for (const key of ['interval', 'initialDelay'])
    if (metric[key] !== undefined && !/^(\d+(\.\d+)?(ns|us|ms|s|m|h))+$/.test(name(metric[key]))) found.push(key);
  if (Object.keys(tree(metric['provider'])).length !== 1) found.push('not one provider');
  return found;
}
