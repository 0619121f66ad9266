import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

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

/** Regions of the partitions that `awsPartition` knows: the isolated ones are not among them. */
const REGION = /^(?!us-iso)[a-z]{2}(-[a-z]+)+-[1-9]$/;

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
  return REGION.test(region)
    ? undefined
    : { rule: 'aws-region', problem: `must be an AWS region, got ${shown(region)}`, fix: `write a region such as 'us-west-2'` };
}

/**
 * Partition of a region, the second part of an ARN.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function awsPartition(region: string): 'aws' | 'aws-cn' | 'aws-us-gov' {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
