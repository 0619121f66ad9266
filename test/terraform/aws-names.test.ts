import { AWS_REGIONS, awsPartition, checkAwsName, checkAwsRegion } from '../../src/features/clusters/aws-names';

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
    { region: 'ap-southeast-7', partition: 'aws' },
    { region: 'mx-central-1', partition: 'aws' },
    { region: 'us-gov-east-1', partition: 'aws-us-gov' },
    { region: 'cn-north-1', partition: 'aws-cn' },
    { region: 'us-gov-west-1', partition: 'aws-us-gov' },
    { region: 'cn-northwest-1', partition: 'aws-cn' },
  ])('$region is a region of $partition', ({ region, partition }) => {
    expect(checkAwsRegion(region)).toBeUndefined();
    expect(awsPartition(region)).toBe(partition);
  });

  test('the partition of every known region is the one that its name says', () => {
    expect(AWS_REGIONS).toHaveLength(38);
    const others = AWS_REGIONS.filter((region) => awsPartition(region) !== 'aws');
    expect(others).toEqual(['cn-north-1', 'cn-northwest-1', 'us-gov-east-1', 'us-gov-west-1']);
  });

  test.each([
    ['', 'us-west-2'],
    ['us-west', 'us-west-1'],
    ['us-west-0', 'us-west-1'],
    // the form is right, but there is no such region
    ['us-west-3', 'us-west-1'],
    ['eu-central-3', 'eu-central-1'],
    ['ap-southeast-8', 'ap-southeast-1'],
    ['xx-nowhere-1', 'us-west-2'],
    ['us-west-2a', 'us-west-2'],
    ['US-WEST-2', 'us-west-2'],
    ['../us-west-2', 'us-west-2'],
    ['us-west-2\n', 'us-west-2'],
    // isolated partitions, whose ARNs are not known
    ['us-iso-east-1', 'us-gov-east-1'],
    ['us-isob-east-1', 'us-gov-east-1'],
    ['eusc-de-east-1', 'us-west-2'],
    [`us-west-2${'x'.repeat(1000)}`, 'us-west-2'],
  ])('fails with %j, and a region that is meant is named', (region, meant) => {
    expect(checkAwsRegion(region)).toMatchObject({ rule: 'aws-region', fix: `write a region such as '${meant}'` });
  });
});
