import type { Cni, TargetSpec, TerraformStateSpec } from './spec';
import { checkAwsName, checkAwsRegion } from './aws-names';
import { TARGET } from './schema';
import type { Findings } from '../../kernel/findings';
import { checkPlainId } from '../../kernel/names';
import { byText } from '../../kernel/order';
import { below, type Problems, type Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { type Component, SUPPORTED, type TargetVersions, checkVersion } from '../../kernel/versions';

/** Where Terraform keeps its state, complete. */
export interface TerraformStatePlan {
  readonly bucket: string;
  /** @default - that of the stack */
  readonly region: string | undefined;
}

/** The cluster of an environment, complete. */
export interface ClusterPlan {
  /** Releases and capabilities of the cluster. */
  readonly target: TargetVersions & { readonly cni: Cni; readonly cniStrictMode: boolean };
  /** AWS regions: one, until an environment may have several clusters. */
  readonly regions: readonly string[];
  /** `undefined`: no Terraform is rendered. */
  readonly terraformState: TerraformStatePlan | undefined;
}

/** The cluster of an environment as it was read. */
export interface ClusterInput {
  readonly target: TargetSpec;
  readonly clusters?: Readonly<Record<string, object>>;
  readonly regions: readonly string[];
  readonly terraformState?: TerraformStateSpec;
}

/** Names that a message shows. */
const SHOWN = 5;

/** Completes and checks the cluster of an environment; places are those of the environment. */
export function planCluster(input: ClusterInput, findings: Findings): ClusterPlan {
  const { problems } = findings;
  checkClusters(input.clusters, problems);
  return {
    target: planTarget(input.target, findings),
    regions: planRegions(input.regions, problems),
    terraformState: input.terraformState && planState(input.terraformState, problems),
  };
}

/** Rule `one-cluster`: several clusters of one environment are not rendered yet, so the files of the second would be missing (our choice). */
function checkClusters(clusters: Readonly<Record<string, object>> | undefined, problems: Problems): void {
  if (clusters === undefined || problems.unread('clusters')) return;
  const names = Object.keys(clusters).sort(byText);
  for (const name of names) problems.rule(below('clusters', name), checkPlainId(name));
  problems.that(
    names.length === 1,
    'clusters',
    'one-cluster',
    names.length === 0
      ? 'must name one cluster, got none'
      : `several clusters of one environment are not rendered yet, got ${names.length}: ${listed(names)}`,
    names.length === 0 ? 'leave `clusters` out' : 'name one in `clusters`, and write an environment of its own for each other one',
  );
}

function planTarget(spec: TargetSpec, { problems, warnings }: Findings): ClusterPlan['target'] {
  const { shape } = TARGET;
  const { cni = shape.cni.said.default, cniStrictMode = shape.cniStrictMode.said.default, ...releases } = spec;
  for (const component of Object.keys(SUPPORTED) as Component[]) {
    const release = releases[component];
    if (release !== undefined) problems.rule(`target.${component}`, checkVersion(component, release));
  }
  // Rule `cni-enforces`: without a CNI that enforces network policies every pod reaches every other pod.
  // https://kubernetes.io/docs/concepts/services-networking/network-policies/#prerequisites
  problems.that(
    cni !== 'none',
    'target.cni',
    'cni-enforces',
    'network policies are rendered, but without a CNI that enforces them every pod reaches every other',
    `install a CNI that does and write 'vpc-cni' (with enableNetworkPolicy) or 'cilium'`,
  );
  if (cni === 'vpc-cni' && !cniStrictMode) {
    // Rule `cni-strict-mode`: without strict mode a new pod is open to all traffic until its policies arrive.
    // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
    warnings.rule('target.cniStrictMode', {
      rule: 'cni-strict-mode',
      problem: 'without strict mode a new pod is open until its policies arrive',
      fix: 'set NETWORK_POLICY_ENFORCING_MODE=strict on the VPC CNI and write cniStrictMode: true',
    });
  }
  return { kubernetes: '', ...withoutUndefined(releases), cni, cniStrictMode };
}

function planRegions(regions: readonly string[], problems: Problems): readonly string[] {
  regions.forEach((region, index) => {
    const place = below('regions', index);
    if (problems.rule(place, checkAwsRegion(region))) {
      // Rule `unique-region`: a region that is listed twice would render one folder twice (our choice).
      problems.that(regions.indexOf(region) === index, place, 'unique-region', `${shown(region)} is listed twice`, 'list each region once');
    }
  });
  problems.that(regions.length > 0, 'regions', 'aws-region', 'must name at least one region', `write ['us-west-2']`);
  const different = [...new Set(regions)].sort(byText);
  // Rule `one-region`: a region is a cluster of its own, and one set of manifests is rendered, so that services would run once in each
  // and know nothing of each other (our choice).
  problems.that(
    different.length <= 1,
    'regions',
    'one-region',
    `a region has a cluster of its own, and several clusters of one environment are not rendered yet, got ${different.length}: ${listed(different)}`,
    'name one region, and write an environment of its own for each other one',
  );
  return different;
}

function planState({ bucket, region }: TerraformStateSpec, problems: Problems): TerraformStatePlan {
  problems.rule('terraformState.bucket', checkBucket(bucket));
  if (region !== undefined) problems.rule('terraformState.region', checkAwsRegion(region));
  return { bucket, region };
}

/** Rules `aws-name` and `bucket`: length, letters and reserved forms. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function checkBucket(value: string): Violation | undefined {
  const reserved =
    /^\d+\.\d+\.\d+\.\d+$/.test(value) ||
    /^(xn--|sthree-|amzn-s3-demo-)/.test(value) ||
    /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(value);
  const violation = checkAwsName('bucket', value);
  if (violation !== undefined || !reserved) return violation;
  // Rule `bucket`: S3 refuses names that look like an address or carry a reserved prefix or suffix.
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  return {
    rule: 'bucket',
    problem: `${shown(value)} has the form of an address, or a prefix or suffix that S3 keeps for itself`,
    fix: `write 'acme-terraform-state'`,
  };
}

/** The first few of some names. */
function listed(names: readonly string[]): string {
  return `${names.slice(0, SHOWN).map(shown).join(', ')}${names.length > SHOWN ? ', …' : ''}`;
}

/** The same record without keys whose value is `undefined`. */
function withoutUndefined<K extends string>(record: { readonly [key in K]?: string | undefined }): { readonly [key in K]?: string } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as { readonly [key in K]?: string };
}
