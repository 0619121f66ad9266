import { LaunchTemplate, type LaunchTemplateBlockDeviceMappings } from '@cdktf/provider-aws/lib/launch-template';
import type { Construct } from 'constructs';
import type { NodePoolPlan } from '../features/nodes/plan';

/** What an instance and its parts are tagged with; the provider's default tags do not reach them. */
const TAGGED = ['instance', 'volume', 'network-interface'];

/** What is the same for all pools of a stack, or composed from them. */
export interface NodeTemplateConfig {
  readonly name: string;
  readonly kmsKeyArn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How the machines of one pool start.
 *
 * Metadata needs a session token and ends at the node (one hop), so no pod becomes the node's role; disks are encrypted with the given key.
 *
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
 */
export function nodeTemplate(scope: Construct, pool: NodePoolPlan, { name, kmsKeyArn, tags }: NodeTemplateConfig): LaunchTemplate {
  const template = new LaunchTemplate(scope, 'Template', {
    name,
    description: `Nodes of pool ${pool.name}.`,
    updateDefaultVersion: true,
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1, instanceMetadataTags: 'disabled' },
    blockDeviceMappings: disks(pool, kmsKeyArn),
    tagSpecifications: TAGGED.map((resourceType) => ({ resourceType, tags: { ...tags, Name: name } })),
  });
  template.overrideLogicalId(pool.name);
  return template;
}

/** AL2023 has one disk. Bottlerocket has two: a small one it boots from, as large as its image, and one for images and pods. */
function disks({ ami, diskGiB }: NodePoolPlan, kmsKeyArn: string): LaunchTemplateBlockDeviceMappings[] {
  const disk = (deviceName: string, volumeSize?: number): LaunchTemplateBlockDeviceMappings => ({
    deviceName,
    ebs: {
      encrypted: 'true',
      kmsKeyId: kmsKeyArn,
      volumeType: 'gp3',
      deleteOnTermination: 'true',
      ...(volumeSize === undefined ? {} : { volumeSize }),
    },
  });
  switch (ami) {
    case 'al2023':
      return [disk('/dev/xvda', diskGiB)];
    case 'bottlerocket':
      // https://github.com/bottlerocket-os/bottlerocket#default-volumes
      return [disk('/dev/xvda'), disk('/dev/xvdb', diskGiB)];
  }
}
