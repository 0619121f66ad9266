import { checkAwsName } from './aws-names';
import type { Violation } from '../../kernel/problems';
import { shown } from '../../kernel/shown';

/** Most nodes of one managed node group: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
export const MAX_NODES = 450;

/** Root volume in GiB: what an EKS image needs, and what gp3 gave for years: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
export const DISK_GIB = { min: 20, max: 16_384 } as const;

/** Rules `aws-name` and `bucket`: length, letters and reserved forms. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function checkBucket(value: string): Violation | undefined {
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
