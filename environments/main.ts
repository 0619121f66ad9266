import { join, resolve as absolute } from 'node:path';
import { parseArguments } from '../src/cli/arguments';
import type { Part } from '../src/cli/part';
import { synth } from '../src/cli/synth';
import { readTenantFiles } from '../src/cli/tenant-files';
import type { Files } from '../src/render/files';
import { joinDataFiles } from '../src/resolve/data-file';
import type { EnvironmentSpec } from '../src/resolve/spec';
import { resolve } from '../src/resolve/resolve';
import type { EnvironmentPlan } from '../src/resolve/plan';
import { renderManifests } from './wiring/environment';
import { renderInfrastructure } from './wiring/infrastructure';
import { dev } from './swarm/dev';
import { prod } from './swarm/prod';
import { staging } from './swarm/staging';

const ROOT = join(__dirname, '..');

/** Every environment of every system, in the order of the output. */
const ENVIRONMENTS: readonly EnvironmentSpec[] = [dev, staging, prod];

/** An environment with the tenants of its system's data files, `tenants/<system>/*.yaml`. */
function environmentPart(written: EnvironmentSpec): Part {
  const folder = `tenants/${written.system}`;
  let environment: EnvironmentPlan | undefined;
  function* render(): Generator<Files> {
    const files = readTenantFiles(join(ROOT, folder)).map(({ file, text }) => ({ file: `${folder}/${file}`, text }));
    const { spec, sources } = joinDataFiles(written, files);
    environment = resolve(spec, sources);
    yield* renderManifests(environment);
    yield renderInfrastructure(environment);
  }
  return { path: `${written.system}/${written.name}`, render, warnings: () => environment?.warnings ?? [] };
}

async function main(): Promise<number> {
  // problems go to stderr: cdk8s-cli swallows what an app prints to stdout
  const print = (line: string): void => void process.stderr.write(`${line}\n`);
  const parsed = parseArguments(process.argv.slice(2));
  if ('exit' in parsed) {
    print(parsed.text);
    return parsed.exit;
  }
  return synth(ENVIRONMENTS.map(environmentPart), {
    outdir: absolute(ROOT, parsed.outdir),
    check: parsed.check,
    // set by `cdk8s synth`, which looks there for what was rendered
    mirror: process.env['CDK8S_OUTDIR'],
    print,
    progress: process.stderr.isTTY ? (text) => void process.stderr.write(text) : undefined,
  });
}

void main().then((code) => {
  process.exitCode = code;
});
