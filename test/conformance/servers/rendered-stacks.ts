import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { renderInfrastructure } from '../../../environments/terraform';
import { environmentWith, poolWith } from '../../terraform/environment';

const DIST = resolve(__dirname, '..', '..', '..', 'dist');

/** A root module, and where it is from. */
export interface RenderedStack {
  readonly name: string;
  readonly text: string;
}

/** Every committed stack; one at least. */
export function committedStacks(): RenderedStack[] {
  const files = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('cdk.tf.json'));
  if (files.length === 0) throw new Error('dist/ holds no stack: render it first');
  return files.sort().map((file) => ({ name: `dist/${file}`, text: readFileSync(join(DIST, file), 'utf8') }));
}

/** One stack for each branch that those of `dist/` do not take. */
export function otherStacks(): RenderedStack[] {
  const environments = {
    standard: environmentWith(),
    bottlerocket: environmentWith({
      target: { kubernetes: '1.33', cni: 'vpc-cni', cniStrictMode: true },
      nodePools: [
        poolWith({ ami: 'bottlerocket' }),
        poolWith({ name: 'arm', instanceTypes: ['m7g.xlarge'], architecture: 'arm64', ami: 'bottlerocket' }),
      ],
      regions: ['cn-north-1', 'us-west-2'],
    }),
    gpus: environmentWith({
      nodePools: (['al2023', 'bottlerocket'] as const).flatMap((ami) => [
        poolWith({ name: `${ami}-gpu`, instanceTypes: ['g5.xlarge'], accelerator: 'nvidia', ami }),
        poolWith({ name: `${ami}-gpu-arm`, instanceTypes: ['g5g.xlarge'], architecture: 'arm64', accelerator: 'nvidia', ami }),
        poolWith({ name: `${ami}-neuron`, instanceTypes: ['inf2.xlarge'], accelerator: 'neuron', ami }),
      ]),
    }),
    cilium: environmentWith({ target: { kubernetes: '1.33', cni: 'cilium', cniStrictMode: false } }),
  };
  return Object.entries(environments).flatMap(([name, environment]) =>
    [...renderInfrastructure(environment)].map(([file, text]) => ({ name: `${name}/${file}`, text })),
  );
}
