import { type Problem } from '../../src/kernel/problems';
import { labelKeys } from '../../src/kernel/labels';
import { renderInfrastructure } from '../../environments/terraform';
import { environmentWith, poolWith } from './environment';
import { problemsOf, read, readPool, text } from './reading';

describe('stacks', () => {
  test('each region has a file, a provider and a state of its own (F55)', () => {
    const two = environmentWith({ regions: ['eu-central-1', 'us-west-2'] });
    expect([...renderInfrastructure(two).keys()]).toEqual(['terraform/eu-central-1/cdk.tf.json', 'terraform/us-west-2/cdk.tf.json']);
    for (const region of two.regions) {
      const at = read(two, region);
      expect(at('provider', 'aws')).toEqual([
        { region, default_tags: [{ tags: { system: 'swarm', environment: 'prod', 'managed-by': 'cdk8s-agents' } }] },
      ]);
      expect(at('terraform', 'backend')).toEqual({
        s3: { bucket: 'swarm-terraform-state', key: `swarm/prod/${region}/node-groups.tfstate`, region, encrypt: true, use_lockfile: true },
      });
      expect(at('resource', 'aws_iam_role', 'agents', 'name')).toBe(`swarm-prod-${region}-agents-node`);
    }
  });

  test('the state of two systems, environments or regions never lies in one place, in one bucket as well', () => {
    const places = ['swarm', 'squad'].flatMap((system) =>
      ['dev', 'prod'].flatMap((name) =>
        ['eu-central-1', 'us-west-2'].map((region) =>
          read(environmentWith({ system, name, regions: [region] }), region)('terraform', 'backend', 's3', 'key'),
        ),
      ),
    );
    expect(new Set(places).size).toBe(8);
    expect(places).toContain('squad/dev/us-west-2/node-groups.tfstate');
  });

  test('the bucket may lie in another region than the nodes', () => {
    const at = read(environmentWith({ terraformState: { bucket: 'swarm-terraform-state', region: 'eu-west-1' } }));
    expect(at('terraform', 'backend', 's3', 'region')).toBe('eu-west-1');
    expect(at('provider', 'aws', 0, 'region')).toBe('us-west-2');
  });

  test('Terraform must be new enough to lock in S3, and the provider to know every field', () => {
    const at = read(environmentWith());
    expect(at('terraform', 'required_version')).toBe('>= 1.10');
    expect(at('terraform', 'required_providers')).toEqual({ aws: { source: 'hashicorp/aws', version: '>= 5.40' } });
  });

  test('what other stacks own comes in as described variables', () => {
    const variables = read(environmentWith())('variable') as Record<string, { description: string; nullable: boolean; default?: string }>;
    expect(Object.keys(variables)).toEqual(['cluster_name', 'kms_key_arn', 'subnet_ids', 'vpc_cni_role_arn']);
    expect(Object.values(variables).every(({ description, nullable }) => description.length > 20 && !nullable)).toBe(true);
    expect(variables['cluster_name']?.default).toBe('swarm-prod');
  });
});

describe('bytes', () => {
  test('the same environment gives the same bytes', () => {
    expect(text(environmentWith())).toBe(text(environmentWith()));
  });

  test('no path of this machine, version of the generator or comment of its own is in them', () => {
    const rendered = text(environmentWith());
    expect(rendered).not.toContain(process.cwd());
    expect(rendered).not.toMatch(/"\/\/"|"\/(?!dev\/)|cdktf|cdktn|TOKEN|uniqueId/);
  });

  test('they are Terraform JSON of two spaces and end with one newline', () => {
    const rendered = text(environmentWith());
    expect(`${JSON.stringify(JSON.parse(rendered), null, 2)}\n`).toBe(rendered);
  });

  test('another pool changes nothing of those that were', () => {
    const one = readPool();
    const three = read(environmentWith());
    for (const type of ['aws_eks_node_group', 'aws_iam_role', 'aws_launch_template']) {
      expect(three('resource', type, 'agents')).toEqual(one('resource', type, 'agents'));
    }
  });
});

describe('names', () => {
  // swarm-prod-us-west-2-…-node leaves 64 - 26 characters
  const fits = 'p'.repeat(38);

  test('a role of 64 characters is taken', () => {
    const at = readPool({ name: fits });
    expect(at('resource', 'aws_iam_role', fits, 'name')).toHaveLength(64);
  });

  test('fails with every role above 64 characters, by pool and region', () => {
    const long = `${fits}p`;
    const environment = environmentWith({ nodePools: [poolWith({ name: long }), poolWith()], regions: ['eu-central-1', 'us-west-2'] });
    const problem = (region: string, length: number): Problem => ({
      place: `nodePools.${long}`,
      rule: 'aws-name',
      problem: `IAM role 'swarm-prod-${region}-${long}-node' has ${length} characters, AWS takes at most 64`,
      fix: `shorten the system, the environment or the pool; '${region}' is part of the name`,
    });
    expect(problemsOf(environment)).toEqual([problem('eu-central-1', 68), problem('us-west-2', 65)]);
  });

  test('fails with a name that Terraform would read as an expression', () => {
    expect(problemsOf(environmentWith({ system: '${path}', nodePools: [poolWith()] }))).toEqual([
      {
        place: 'nodePools.agents',
        rule: 'aws-name',
        problem: `IAM role must be made of letters, digits and '_+=,.@-', got '\${path}-prod-us-west-2-agents-node'`,
        fix: `shorten the system, the environment or the pool; 'us-west-2' is part of the name`,
      },
    ]);
  });

  test.each([
    { domain: 'kubernetes.io', kept: 'kubernetes.io' },
    { domain: 'node-restriction.kubernetes.io', kept: 'kubernetes.io' },
    { domain: 'x.k8s.io', kept: 'k8s.io' },
    { domain: 'eks.amazonaws.com', kept: 'eks.amazonaws.com' },
  ])('fails with the label domain $domain, which a node may not give itself (F18)', ({ domain, kept }) => {
    expect(problemsOf(environmentWith({ labels: labelKeys(domain), labelDomain: domain }))).toEqual([
      {
        place: 'labelDomain',
        rule: 'node-label',
        problem: `a node may not label itself '${domain}/pool': ${kept} is reserved`,
        fix: 'choose a label domain of your own',
      },
    ]);
  });

  test.each(['notkubernetes.io', 'kubernetes.io.example.com', 'cdk8s-agents'])('the label domain %s is taken', (domain) => {
    expect(problemsOf(environmentWith({ labels: labelKeys(domain), labelDomain: domain }))).toEqual([]);
  });
});
