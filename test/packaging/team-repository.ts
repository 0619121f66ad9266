import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { CDK8S_INIT, Failure, install, must, node, ROOT, step } from './package';

/** What a team does in its own cdk8s app, from `npm install` to the YAML that the app writes. */

/** What README.md promises of an agent, and what a team adds to it with cdk8s-plus. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'namespace.k8s.yaml': ['LimitRange', 'Namespace', 'NetworkPolicy', 'ResourceQuota', 'ResourceQuota', 'ServiceAccount'],
  'product-search.k8s.yaml': ['ConfigMap', 'Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'ScaledObject', 'ServiceAccount'],
  'team-own.k8s.yaml': [
    'ConfigMap',
    'ConfigMap',
    'Deployment',
    'Deployment',
    'HorizontalPodAutoscaler',
    'NetworkPolicy',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'ScaledObject',
    'ServiceAccount',
  ],
};

/** A team's own chart beside README's: an agent of ours with a ConfigMap, a NetworkPolicy and an autoscaler of cdk8s-plus. */
const TEAM = `
const own = new Chart(app, 'team-own', { namespace: tenant.name });
const settings = new plus.ConfigMap(own, 'Settings', { metadata: { name: 'ranking' }, data: { 'ranking.json': '{"depth":3}' } });
const props: AgentDeploymentProps = {
  tenant: 'acme',
  image: 'registry.example.com/agents/ranking:1.0.0@sha256:41c549545cb73099870654762f5f5ae20bf06dc6b415bc6362fd5a712d155eed',
  task: { p99: Duration.seconds(2) },
  configMaps: [settings],
};
const ranking = new AgentDeployment(own, 'Ranking', props);
new plus.NetworkPolicy(own, 'FromSearch', { selector: ranking, ingress: { rules: [{ peer: search, ports: [plus.NetworkPolicyPort.tcp(8080)] }] } });
const worker = new plus.Deployment(own, 'Worker', { metadata: { name: 'worker' }, containers: [{ image: props.image, resources: { cpu: { request: plus.Cpu.millis(50), limit: plus.Cpu.millis(50) } } }] });
new QueueDepthHpa(own, 'WorkerScale', {
  target: worker,
  queue: { account: 'acme', stream: 'TASKS', consumer: 'worker' },
  backlog: QueueBacklog.perReplica(50),
  maxReplicas: 3,
});
new plus.HorizontalPodAutoscaler(own, 'Scale', { target: ranking, maxReplicas: 5, metrics: [plus.Metric.resourceCpu(plus.MetricTarget.averageUtilization(70))] });
`;

export function checkTeamRepository(team: string, tarball: string): void {
  install(team, tarball);
  for (const name of ['cdktf', '@cdktf/provider-aws']) {
    must(!existsSync(join(team, 'node_modules', name)), `${name} was installed, though it is an optional peer`);
  }
  checkDoors(team);
  checkTypes(team);
  checkOutput(team);
}

function checkDoors(team: string): void {
  const names = (door: string): string => node(team, '-e', `process.stdout.write(Object.keys(require('${door}')).sort().join())`);
  must(step(`require('cdk8s-agents')`, () => names('cdk8s-agents')).includes('AgentDeployment'), 'cdk8s-agents exports no AgentDeployment');
  must(
    step(`require('cdk8s-agents/platform')`, () => names('cdk8s-agents/platform')).includes('renderManifests'),
    'cdk8s-agents/platform exports no renderManifests',
  );
  const plan = `{ system: 'shop', name: 'prod', labels: { pool: 'cdk8s-agents/pool' }, nodePools: [], regions: [], terraformState: { bucket: 'shop-terraform' } }`;
  const refusal = step('Terraform without cdktf', () =>
    node(
      team,
      '-e',
      `const { synth } = require('cdk8s-agents/platform');
      const { renderInfrastructure } = require('cdk8s-agents/terraform');
      void synth([{ path: 'shop/prod', render: () => renderInfrastructure(${plan}) }], { outdir: 'nowhere', print: console.log });`,
    ),
  );
  must(
    refusal.trim() ===
      `shop/prod: 1 problem, nothing written

terraformState
  terraform-packages: Terraform cannot be rendered without cdktf and @cdktf/provider-aws
  fix: npm install cdktf @cdktf/provider-aws, or leave terraformState out: no Terraform is rendered then`,
    `Terraform without cdktf should be one clear problem, got: ${refusal}`,
  );
  const inside = step('a path inside the package', () =>
    node(team, '-e', `try { require('cdk8s-agents/lib/src/kernel/shown.js') } catch ({ code }) { process.stdout.write(code) }`),
  );
  must(inside === 'ERR_PACKAGE_PATH_NOT_EXPORTED', `paths inside the package should not be reachable, got: ${inside}`);
  const esm = `import { AgentDeployment, QueueBacklog } from 'cdk8s-agents'; import { synth } from 'cdk8s-agents/platform'; process.stdout.write([AgentDeployment, QueueBacklog, synth].map((one) => typeof one).join())`;
  must(
    step('import from an ES module', () => node(team, '--input-type=module', '-e', esm)) === 'function,function,function',
    'names cannot be imported from an ES module',
  );
}

function checkTypes(team: string): void {
  writeFileSync(join(team, 'main.ts'), program());
  // what `cdk8s init` brings; the same program must mean the same
  writeFileSync(join(team, 'main33.ts'), program().replace(`'cdk8s-plus-28'`, `'cdk8s-plus-33'`));
  const platform = `import { resolve, renderManifests, type EnvironmentSpec, type Files } from 'cdk8s-agents/platform';\nexport const files = (spec: EnvironmentSpec): Files[] => [...renderManifests(resolve(spec))];\n`;
  writeFileSync(join(team, 'platform.ts'), platform);
  const strict = { strict: true, target: 'ES2022', lib: ['ES2022'], types: ['node'] };
  const settings = {
    'tsconfig.json': { ...strict, module: 'node16', moduleResolution: 'node16', outDir: 'out' },
    'tsconfig.init.json': CDK8S_INIT,
    'tsconfig.bundler.json': { ...strict, module: 'esnext', moduleResolution: 'bundler', noEmit: true },
  };
  for (const [name, compilerOptions] of Object.entries(settings)) {
    writeFileSync(join(team, name), JSON.stringify({ compilerOptions, files: ['main.ts', 'main33.ts', 'platform.ts'] }));
    step(`tsc -p ${name}`, () => node(team, 'node_modules/typescript/bin/tsc', '-p', name));
  }
}

/** What the program writes, by either cdk8s-plus. */
function checkOutput(team: string): void {
  const folder = join(team, 'dist');
  for (const name of ['main', 'main33']) {
    rmSync(folder, { recursive: true, force: true });
    step(`node out/${name}.js`, () => node(team, `out/${name}.js`));
    checkWritten(folder);
  }
}

function checkWritten(folder: string): void {
  const written = Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [
        name,
        parseAllDocuments(readFileSync(join(folder, name), 'utf8'))
          .map((one) => (one.toJS() as { kind: string }).kind)
          .sort(),
      ]),
  );
  must(
    JSON.stringify(written) === JSON.stringify(EXPECTED),
    `the app should have written\n${JSON.stringify(EXPECTED, undefined, 2)}\nbut wrote\n${JSON.stringify(written, undefined, 2)}`,
  );
  const own = readFileSync(join(folder, 'team-own.k8s.yaml'), 'utf8');
  must(!/^ {2}replicas:/m.test(own), 'the autoscaled agent states replicas');
}

/** README's first example with the team's own chart before the last line, which writes the YAML. */
function program(): string {
  const [, example] = /^```ts\n([\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  const synth = 'app.synth();\n';
  if (example?.endsWith(synth) !== true) throw new Failure(`README.md's first example should end in ${synth.trim()}`);
  const imports = `import * as plus from 'cdk8s-plus-28';\nimport type { AgentDeploymentProps } from 'cdk8s-agents';\n`;
  return imports + example.slice(0, -synth.length) + TEAM + synth;
}
