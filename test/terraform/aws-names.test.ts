import { checkAwsName, awsPartition, checkAwsRegion } from '../../src/features/clusters/aws-names';

describe('names', () => {
  test.each([3, 4, 62, 63])('a bucket of %i characters is taken', (length) => {
    expect(checkAwsName('bucket', 'b'.repeat(length))).toBeUndefined();
  });

  test.each([
    { name: 'bb', problem: `S3 bucket 'bb' has 2 characters, AWS takes at least 3` },
    { name: 'b'.repeat(64), problem: `S3 bucket '${'b'.repeat(64)}' has 64 characters, AWS takes at most 63` },
  ])('fails with the bucket $name by its length', ({ name, problem }) => {
    expect(checkAwsName('bucket', name)).toEqual({ rule: 'aws-name', problem, fix: 'choose another name' });
  });

  test.each(['Bucket', 'buc_ket', '-bucket', 'bucket-', '.bucket', 'buc..ket', 'buc/ket', 'bucket\n', '${b}'])(
    'fails with the bucket %j by its letters',
    (name) => {
      expect(checkAwsName('bucket', name)?.problem).toMatch(
        /^S3 bucket must be made of lower-case letters, digits, '-' and single '.', with a letter or digit at both ends, got '/,
      );
    },
  );

  test.each(['r', 'swarm-prod-us-west-2-agents-node', 'a_b+c=d,e.f@g', 'r'.repeat(64)])('the role %s is taken', (name) => {
    expect(checkAwsName('role', name)).toBeUndefined();
  });

  test.each(['', 'r'.repeat(65), 'a b', 'a/b', '${a}', 'a\n'])('fails with the role %j', (name) => {
    expect(checkAwsName('role', name, 'shorten it')).toMatchObject({ rule: 'aws-name', fix: 'shorten it' });
  });
});

describe('regions', () => {
  test.each([
    { region: 'us-west-2', partition: 'aws' },
    { region: 'ap-southeast-4', partition: 'aws' },
    { region: 'us-gov-west-1', partition: 'aws-us-gov' },
    { region: 'cn-northwest-1', partition: 'aws-cn' },
  ])('$region is a region of $partition', ({ region, partition }) => {
    expect(checkAwsRegion(region)).toBeUndefined();
    expect(awsPartition(region)).toBe(partition);
  });

  test.each(['', 'us-west', 'us-west-0', 'us-west-2a', 'US-WEST-2', '../us-west-2', 'us-west-2\n', 'us-iso-east-1', 'us-isob-east-1'])(
    'fails with %j',
    (region) => {
      expect(checkAwsRegion(region)).toMatchObject({ rule: 'aws-region', fix: `write a region such as 'us-west-2'` });
    },
  );
});
