/**
 * Renders the node groups twice, with cdktf and with its continuation CDK Terrain (cdktn), and compares the bytes.
 *
 *   npm run build && npm ci --prefix test/compat/cdktn && node test/compat/cdktn/compare.js
 *
 * Reads the compiled library in lib/. Exits with 1 if a byte differs or if either package was not the one used.
 */
'use strict';

const { createRequire, Module } = require('node:module');
const path = require('node:path');

const LIBRARY = path.join(__dirname, '../../../lib');
const fromHere = createRequire(__filename);

/** The same module of the other package, resolved below this folder. */
function inTerrain(request) {
  if (request === 'cdktf' || request.startsWith('cdktf/')) return `cdktn${request.slice('cdktf'.length)}`;
  const provider = '@cdktf/provider-aws';
  if (request === provider || request.startsWith(`${provider}/`)) return `@cdktn/provider-aws${request.slice(provider.length)}`;
  // one copy of constructs on each side, or their classes are strangers to each other
  return request === 'constructs' ? request : undefined;
}

/** Unloads everything: Node remembers what a folder's imports led to for as long as that is loaded, and would not ask again. */
function forgetModules() {
  for (const file of Object.keys(require.cache)) delete require.cache[file];
}

/** Environments that together take every branch of the stack. */
function environments() {
  const { labelKeys } = require(path.join(LIBRARY, 'src/kernel/labels'));
  const pool = {
    instanceTypes: ['m7i.2xlarge'],
    architecture: 'x86_64',
    min: 3,
    max: 14,
    capacity: 'on-demand',
    tainted: true,
    ami: 'al2023',
    diskGiB: 100,
  };
  const environment = {
    system: 'swarm',
    name: 'prod',
    target: { kubernetes: '1.33', cni: 'vpc-cni', cniStrictMode: false },
    labels: labelKeys(),
    labelDomain: 'cdk8s-agents',
    scaler: 'keda',
    natsMetricPrefix: 'jetstream',
    tenants: [],
    nodePools: [
      { ...pool, name: 'agents' },
      { ...pool, name: 'batch', instanceTypes: ['m7i.2xlarge', 'm6i.2xlarge'], min: 0, max: 4, capacity: 'spot' },
      { ...pool, name: 'platform', instanceTypes: ['m7g.xlarge'], architecture: 'arm64', ami: 'bottlerocket', tainted: false },
    ],
    regions: ['eu-central-1', 'us-west-2'],
    terraformState: { bucket: 'swarm-terraform-state', region: undefined },
    warnings: [],
  };
  return [
    environment,
    {
      ...environment,
      name: 'strict',
      target: { ...environment.target, cniStrictMode: true },
      terraformState: { bucket: 'swarm-terraform-state', region: 'us-west-2' },
    },
    { ...environment, name: 'cilium', target: { ...environment.target, cni: 'cilium' } },
  ];
}

/** Every file of every environment, path → text. */
function render() {
  forgetModules();
  const { renderInfrastructure } = require(path.join(LIBRARY, 'environments/terraform'));
  const files = new Map();
  for (const environment of environments()) {
    for (const [file, text] of renderInfrastructure(environment)) files.set(`${environment.name}/${file}`, text);
  }
  return files;
}

/** What `work` gives while the library's imports are answered by CDK Terrain, and what it asked for. */
function withTerrain(work) {
  const original = Module._resolveFilename;
  const asked = new Set();
  Module._resolveFilename = function (request, parent, ...rest) {
    const other = inTerrain(request);
    if (other === undefined || !parent?.filename?.startsWith(LIBRARY + path.sep)) return original.call(this, request, parent, ...rest);
    asked.add(other);
    return fromHere.resolve(other);
  };
  try {
    return { files: work(), asked };
  } finally {
    Module._resolveFilename = original;
  }
}

function firstDifference(one, other) {
  const [left, right] = [one.split('\n'), other.split('\n')];
  const line = left.findIndex((text, index) => text !== right[index]);
  const at = line === -1 ? left.length : line;
  return `line ${at + 1}\n  cdktf: ${left[at] ?? '(end)'}\n  cdktn: ${right[at] ?? '(end)'}`;
}

function compare() {
  const expected = render();
  const { files, asked } = withTerrain(render);
  const problems = [];
  for (const name of ['cdktn', '@cdktn/provider-aws/lib/eks-node-group'])
    if (!asked.has(name)) problems.push(`${name} was not asked for: nothing is compared`);
  if (expected.size === 0) problems.push('no file was rendered');
  for (const file of new Set([...expected.keys(), ...files.keys()])) {
    const [one, other] = [expected.get(file) ?? '', files.get(file) ?? ''];
    if (one !== other || one === '') problems.push(`${file}: ${firstDifference(one, other)}`);
  }
  return { problems, count: expected.size };
}

const { problems, count } = compare();
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`${count} files of cdktf and cdktn are byte-equal`);
process.exitCode = problems.length === 0 ? 0 : 1;
