import { labelKeys } from '../../src/kernel/labels';
import { environmentWith } from './environment';
import { read, readPool, text } from './reading';

const POOLS = ['agents', 'batch', 'platform'];

describe('launch templates', () => {
  const at = read(environmentWith());

  test.each(POOLS)('pool %s: metadata needs a token and ends at the node', (pool) => {
    expect(at('resource', 'aws_launch_template', pool, 'metadata_options')).toEqual({
      http_endpoint: 'enabled',
      http_tokens: 'required',
      http_put_response_hop_limit: 1,
      instance_metadata_tags: 'disabled',
    });
  });

  test.each(POOLS)('pool %s: every disk is encrypted with the given key and goes with its node', (pool) => {
    expect(at('resource', 'aws_launch_template', pool, 'block_device_mappings')).toEqual([
      {
        device_name: '/dev/xvda',
        ebs: { encrypted: 'true', kms_key_id: '${var.kms_key_arn}', volume_type: 'gp3', delete_on_termination: 'true', volume_size: 100 },
      },
    ]);
  });

  test('Bottlerocket keeps images and pods on its second disk, and both are encrypted', () => {
    const ebs = { encrypted: 'true', kms_key_id: '${var.kms_key_arn}', volume_type: 'gp3', delete_on_termination: 'true' };
    expect(readPool({ ami: 'bottlerocket', diskGiB: 77 })('resource', 'aws_launch_template', 'agents', 'block_device_mappings')).toEqual([
      { device_name: '/dev/xvda', ebs },
      { device_name: '/dev/xvdb', ebs: { ...ebs, volume_size: 77 } },
    ]);
  });

  test('instances, volumes and interfaces carry the tags that default tags do not reach', () => {
    const tags = { Name: 'swarm-prod-us-west-2-agents', system: 'swarm', environment: 'prod', 'managed-by': 'cdk8s-agents' };
    expect(at('resource', 'aws_launch_template', 'agents', 'tag_specifications')).toEqual(
      ['instance', 'volume', 'network-interface'].map((resource_type) => ({ resource_type, tags })),
    );
  });

  test('no template has an interface, security groups or an address of its own: EKS adds those of the cluster', () => {
    for (const pool of POOLS) {
      expect(Object.keys(at('resource', 'aws_launch_template', pool) as object)).toEqual([
        'block_device_mappings',
        'description',
        'metadata_options',
        'name',
        'tag_specifications',
        'update_default_version',
      ]);
    }
  });
});

describe('network', () => {
  const at = read(environmentWith());

  test('a plan with a subnet that gives public addresses is refused', () => {
    expect(at('data', 'aws_subnet', 'node')).toEqual({
      for_each: '${toset(var.subnet_ids)}',
      id: '${each.value}',
      lifecycle: {
        postcondition: [
          {
            condition: '${!self.map_public_ip_on_launch}',
            error_message: 'The subnet gives public addresses; nodes run in private subnets.',
          },
        ],
      },
    });
  });

  test.each(POOLS)('pool %s stands in at least three subnets of at least three zones', (pool) => {
    expect(at('resource', 'aws_eks_node_group', pool, 'subnet_ids')).toBe('${var.subnet_ids}');
    expect(at('variable', 'subnet_ids', 'validation', 0, 'condition')).toBe('${length(var.subnet_ids) >= 3}');
    expect(at('resource', 'aws_eks_node_group', pool, 'lifecycle', 'precondition')).toEqual([
      {
        condition: '${length(distinct([for subnet in data.aws_subnet.node : subnet.availability_zone])) >= 3}',
        error_message: 'The subnets must lie in at least 3 availability zones.',
      },
    ]);
  });

  test('nobody comes in by SSH: no remote access, no key', () => {
    expect(text(environmentWith())).not.toMatch(/remote_access|ec2_ssh_key|key_name/);
  });

  test('the CNI enforces network policies (F65), before the first node comes', () => {
    expect(at('resource', 'aws_eks_addon')).toEqual({
      vpc_cni: {
        cluster_name: '${var.cluster_name}',
        addon_name: 'vpc-cni',
        configuration_values: '{"enableNetworkPolicy":"true"}',
        resolve_conflicts_on_create: 'OVERWRITE',
        resolve_conflicts_on_update: 'OVERWRITE',
        service_account_role_arn: '${var.vpc_cni_role_arn}',
      },
    });
    for (const pool of POOLS) expect(at('resource', 'aws_eks_node_group', pool, 'depends_on')).toContain('aws_eks_addon.vpc_cni');
  });

  test('strict mode denies from the first packet on', () => {
    const strict = read(environmentWith({ target: { kubernetes: '1.33', cni: 'vpc-cni', cniStrictMode: true } }));
    expect(JSON.parse(strict('resource', 'aws_eks_addon', 'vpc_cni', 'configuration_values') as string)).toEqual({
      enableNetworkPolicy: 'true',
      env: { NETWORK_POLICY_ENFORCING_MODE: 'strict' },
    });
  });

  test.each(['cilium', 'none'] as const)('with CNI %s neither the add-on nor its role is asked for', (cni) => {
    const other = environmentWith({ target: { kubernetes: '1.33', cni, cniStrictMode: false } });
    expect(text(other)).not.toMatch(/aws_eks_addon|vpc_cni_role_arn/);
    expect(read(other)('resource', 'aws_eks_node_group', 'agents', 'depends_on')).toEqual([
      'aws_iam_role_policy_attachment.agents_worker',
      'aws_iam_role_policy_attachment.agents_images',
      'aws_iam_role_policy_attachment.agents_sessions',
    ]);
  });
});

describe('tenancy', () => {
  test('label and taint of a pool are the key and value that its pods select and tolerate (F18)', () => {
    const labels = labelKeys('agents.example.com');
    const at = readPool({}, { labels, labelDomain: 'agents.example.com' });
    expect(at('resource', 'aws_eks_node_group', 'agents', 'labels')).toEqual({ 'agents.example.com/pool': 'agents' });
    expect(at('resource', 'aws_eks_node_group', 'agents', 'taint')).toEqual([
      { key: 'agents.example.com/pool', value: 'agents', effect: 'NO_SCHEDULE' },
    ]);
  });

  test('an untainted pool has the label alone', () => {
    const at = readPool({ tainted: false });
    expect(at('resource', 'aws_eks_node_group', 'agents', 'labels')).toEqual({ 'cdk8s-agents/pool': 'agents' });
    expect(at('resource', 'aws_eks_node_group', 'agents', 'taint')).toBeUndefined();
  });

  test('a spot pool is a node group of its own, with its taint and several types', () => {
    const at = read(environmentWith());
    expect(at('resource', 'aws_eks_node_group', 'batch', 'capacity_type')).toBe('SPOT');
    expect(at('resource', 'aws_eks_node_group', 'batch', 'instance_types')).toEqual(['m7i.2xlarge', 'm6i.2xlarge', 'm7a.2xlarge']);
    expect(at('resource', 'aws_eks_node_group', 'batch', 'taint', 0, 'value')).toBe('batch');
    expect(at('resource', 'aws_eks_node_group', 'agents', 'capacity_type')).toBe('ON_DEMAND');
  });
});

describe('size and updates', () => {
  test.each([
    { min: 0, max: 4, desired: 0 },
    { min: 1, max: 1, desired: 1 },
    { min: 3, max: 14, desired: 3 },
  ])('$min to $max nodes start with $desired (A11)', ({ min, max, desired }) => {
    const at = readPool({ min, max });
    expect(at('resource', 'aws_eks_node_group', 'agents', 'scaling_config')).toEqual({
      min_size: min,
      max_size: max,
      desired_size: desired,
    });
  });

  test('the autoscaler owns the count: Terraform ignores it (F51) and no scaling policy is on the group (F50)', () => {
    const at = read(environmentWith());
    for (const pool of POOLS) {
      expect(at('resource', 'aws_eks_node_group', pool, 'lifecycle', 'ignore_changes')).toEqual(['scaling_config[0].desired_size']);
    }
    expect(text(environmentWith())).not.toMatch(/aws_autoscaling|aws_appautoscaling/);
  });

  test('one node is replaced at a time, respecting disruption budgets, and nodes follow the version of the cluster', () => {
    const at = readPool();
    expect(at('resource', 'aws_eks_node_group', 'agents', 'update_config')).toEqual({ max_unavailable: 1 });
    expect(at('resource', 'aws_eks_node_group', 'agents', 'force_update_version')).toBe(false);
    expect(at('resource', 'aws_eks_node_group', 'agents', 'version')).toBeUndefined();
    expect(at('resource', 'aws_eks_node_group', 'agents', 'release_version')).toBeUndefined();
  });

  test('machines come from a launch template, never from a launch configuration or a load balancer of ours (F49, F52)', () => {
    const at = read(environmentWith());
    expect(at('resource', 'aws_eks_node_group', 'agents', 'launch_template')).toEqual({
      id: '${aws_launch_template.agents.id}',
      version: '${aws_launch_template.agents.latest_version}',
    });
    expect(Object.keys(at('resource') as object)).toEqual([
      'aws_eks_addon',
      'aws_eks_node_group',
      'aws_iam_role',
      'aws_iam_role_policy_attachment',
      'aws_launch_template',
    ]);
  });

  test.each([
    { ami: 'al2023', architecture: 'x86_64', type: 'AL2023_x86_64_STANDARD' },
    { ami: 'al2023', architecture: 'arm64', type: 'AL2023_ARM_64_STANDARD' },
    { ami: 'bottlerocket', architecture: 'x86_64', type: 'BOTTLEROCKET_x86_64' },
    { ami: 'bottlerocket', architecture: 'arm64', type: 'BOTTLEROCKET_ARM_64' },
    { ami: 'al2023', architecture: 'x86_64', accelerator: 'nvidia', type: 'AL2023_x86_64_NVIDIA' },
    { ami: 'al2023', architecture: 'arm64', accelerator: 'nvidia', type: 'AL2023_ARM_64_NVIDIA' },
    { ami: 'al2023', architecture: 'x86_64', accelerator: 'neuron', type: 'AL2023_x86_64_NEURON' },
    { ami: 'bottlerocket', architecture: 'x86_64', accelerator: 'nvidia', type: 'BOTTLEROCKET_x86_64_NVIDIA' },
    { ami: 'bottlerocket', architecture: 'arm64', accelerator: 'nvidia', type: 'BOTTLEROCKET_ARM_64_NVIDIA' },
    { ami: 'bottlerocket', architecture: 'x86_64', accelerator: 'neuron', type: 'BOTTLEROCKET_x86_64' },
  ] as const)('$ami on $architecture with $accelerator is $type', ({ ami, architecture, type, ...has }) => {
    expect(readPool({ ami, architecture, ...has })('resource', 'aws_eks_node_group', 'agents', 'ami_type')).toBe(type);
  });
});

describe('roles', () => {
  const at = read(environmentWith());

  test.each(POOLS)('nodes of pool %s may join, pull and be reached by sessions; AmazonEKS_CNI_Policy is not theirs', (pool) => {
    const attachments = Object.entries(
      at('resource', 'aws_iam_role_policy_attachment') as Record<string, { role: string; policy_arn: string }>,
    );
    expect(
      attachments.filter(([, { role }]) => role === `\${aws_iam_role.${pool}.name}`).map(([name, { policy_arn }]) => [name, policy_arn]),
    ).toEqual([
      [`${pool}_images`, 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly'],
      [`${pool}_sessions`, 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
      [`${pool}_worker`, 'arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy'],
    ]);
    expect(attachments).toHaveLength(3 * POOLS.length);
    expect(at('resource', 'aws_eks_node_group', pool, 'depends_on')).toEqual([
      ...['worker', 'images', 'sessions'].map((purpose) => `aws_iam_role_policy_attachment.${pool}_${purpose}`),
      'aws_eks_addon.vpc_cni',
    ]);
  });

  test('only EC2 takes a node role', () => {
    expect(JSON.parse(at('resource', 'aws_iam_role', 'agents', 'assume_role_policy') as string)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    });
  });

  test('the roles are handed on by pool, for access entries', () => {
    expect(at('output', 'node_role_arns', 'value')).toEqual({
      agents: '${aws_iam_role.agents.arn}',
      batch: '${aws_iam_role.batch.arn}',
      platform: '${aws_iam_role.platform.arn}',
    });
  });

  test.each([
    { region: 'us-west-2', partition: 'aws' },
    { region: 'us-gov-west-1', partition: 'aws-us-gov' },
    { region: 'cn-north-1', partition: 'aws-cn' },
  ])('ARNs of $region are of partition $partition', ({ region, partition }) => {
    const here = read(environmentWith({ regions: [region] }), region);
    expect(here('resource', 'aws_iam_role_policy_attachment', 'agents_worker', 'policy_arn')).toBe(
      `arn:${partition}:iam::aws:policy/AmazonEKSWorkerNodePolicy`,
    );
    expect(here('variable', 'kms_key_arn', 'validation', 0, 'condition')).toBe(
      `\${can(regex("^arn:${partition}:kms:${region}:[0-9]{12}:key/", var.kms_key_arn))}`,
    );
    expect(here('variable', 'vpc_cni_role_arn', 'validation', 0, 'condition')).toBe(
      `\${can(regex("^arn:${partition}:iam::[0-9]{12}:role/", var.vpc_cni_role_arn))}`,
    );
  });
});
