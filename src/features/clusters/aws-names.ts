import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';
import { nearest } from '../../kernel/suggest';

/** A name that AWS checks only when Terraform is applied. */
interface AwsNameKind {
  readonly title: string;
  readonly min: number;
  readonly max: number;
  /** What it is made of, without its length. */
  readonly pattern: RegExp;
  /** The pattern in words. */
  readonly made: string;
}

/** Names that we write, and their limits. */
const AWS_NAMES = {
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  role: { title: 'IAM role', min: 1, max: 64, pattern: /^[-_+=,.@0-9A-Za-z]+$/, made: `letters, digits and '_+=,.@-'` },
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  bucket: {
    title: 'S3 bucket',
    min: 3,
    max: 63,
    pattern: /^(?!.*\.\.)[0-9a-z][-.0-9a-z]*[0-9a-z]$/,
    made: `lower-case letters, digits, '-' and single '.', with a letter or digit at both ends`,
  },
} as const satisfies Readonly<Record<string, AwsNameKind>>;

/** What is named. */
export type AwsName = keyof typeof AWS_NAMES;

/**
 * Regions by the partition that their ARNs name; those of the isolated partitions are not among them.
 *
 * As botocore 1.43.11 has them. https://github.com/boto/botocore/blob/1.43.11/botocore/data/partitions.json
 */
const REGIONS = {
  aws: [
    ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2'],
    ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
    ...['ca-central-1', 'ca-west-1', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-2'],
    ...['eu-west-3', 'il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1'],
    ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
} as const;

/** A partition of AWS whose regions are known. */
export type AwsPartition = keyof typeof REGIONS;

/** Characters of a region's name, at most: what is compared of one that is not known. */
const LONGEST_REGION = 20;

/** Every known region. */
export const AWS_REGIONS: readonly string[] = Object.values(REGIONS).flat();

/**
 * Rule `aws-name`: AWS refuses a name of another length or with other characters when Terraform applies it. `fix` says which part of a
 * composed name to shorten.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function checkAwsName(kind: AwsName, name: string, fix = 'choose another name'): Violation | undefined {
  const { title, min, max, pattern, made }: AwsNameKind = AWS_NAMES[kind];
  if (name.length > max)
    return { rule: 'aws-name', problem: `${title} ${shown(name)} has ${name.length} characters, AWS takes at most ${max}`, fix };
  if (name.length < min)
    return { rule: 'aws-name', problem: `${title} ${shown(name)} has ${name.length} characters, AWS takes at least ${min}`, fix };
  return pattern.test(name) ? undefined : { rule: 'aws-name', problem: `${title} must be made of ${made}, got ${shown(name)}`, fix };
}

/**
 * Rule `aws-region`: Terraform cannot reach a region that does not exist, and the name is also a folder of the output.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
export function checkAwsRegion(region: string): Violation | undefined {
  if (AWS_REGIONS.includes(region)) return undefined;
  const meant = nearest(region.slice(0, LONGEST_REGION), AWS_REGIONS) ?? 'us-west-2';
  return { rule: 'aws-region', problem: `must be an AWS region, got ${shown(region)}`, fix: `write a region such as '${meant}'` };
}

/**
 * Partition of a region, the second part of an ARN.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function awsPartition(region: string): AwsPartition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
