import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing, Yaml } from 'cdk8s';
import * as jsYaml from 'js-yaml';
import { stringify } from 'yaml';
import { renderApp } from '../../src/render/render';
import { toYaml } from '../../src/render/yaml';
import { OBJECTS_PER_TENANT, tenantCharts, tenantsApp } from './tenants';

const DEFAULT_TENANTS = 50;

/** Best of this many runs: the one the machine disturbed least. */
const RUNS = 3;

/** A way to get from descriptions of tenants to text; returns the number of characters. */
interface Way {
  readonly name: string;
  readonly run: (tenants: number) => number;
}

const indices = (tenants: number): number[] => [...Array(tenants).keys()];

const lengthOf = (texts: Iterable<string>): number => [...texts].reduce((sum, text) => sum + text.length, 0);

/** The same objects without cdk8s. */
const plainly =
  (print: (object: object) => string) =>
  (tenants: number): number =>
    lengthOf(indices(tenants).flatMap((index) => tenantCharts(index).flatMap(({ objects }) => objects.map(print))));

const OURS: Way = {
  name: 'renderApp, one App per tenant',
  run: (tenants) => indices(tenants).reduce((sum, index) => sum + lengthOf(renderApp(tenantsApp(1, index), 'x').values()), 0),
};

const WAYS: readonly Way[] = [
  OURS,
  { name: 'renderApp, one App', run: (tenants) => lengthOf(renderApp(tenantsApp(tenants), 'x').values()) },
  {
    name: 'app.synth(), one App per tenant',
    run: (tenants) => {
      indices(tenants).forEach((index) => {
        synthStock(tenantsApp(1, index));
      });
      return 0;
    },
  },
  {
    name: 'app.synth(), one App',
    run: (tenants) => {
      synthStock(tenantsApp(tenants));
      return 0;
    },
  },
  {
    name: 'Testing.synth and Yaml.stringify, one App',
    run: (tenants) => lengthOf(tenantsApp(tenants).charts.map((chart) => Yaml.stringify(...(Testing.synth(chart) as object[])))),
  },
  { name: 'plain data, our emitter', run: plainly(toYaml) },
  { name: 'plain data, JSON.stringify', run: plainly((object) => JSON.stringify(object)) },
  { name: 'plain data, js-yaml', run: plainly((object) => jsYaml.dump(object)) },
  { name: 'plain data, yaml', run: plainly((object) => stringify(object)) },
];

/** `app.synth()` writes; the time of the file system is not user time. */
function synthStock(app: App): void {
  const outdir = mkdtempSync(join(tmpdir(), 'bench-'));
  Object.assign(app, { outdir });
  app.synth();
  rmSync(outdir, { recursive: true });
}

/** User CPU seconds, best of the runs. */
function cost({ run }: Way, tenants: number): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = process.cpuUsage().user;
    run(tenants);
    return (process.cpuUsage().user - start) / 1e6;
  });
  return Math.min(...times);
}

function main(tenants: number): void {
  console.log(`${tenants} tenants, ${tenants * OBJECTS_PER_TENANT} objects; user CPU, best of ${RUNS}; ratio to ours in the same run\n`);
  // compilers included, the first run costs more than the others
  for (const way of WAYS) way.run(tenants);
  const ours = cost(OURS, tenants);
  for (const way of WAYS) {
    const seconds = way === OURS ? ours : cost(way, tenants);
    console.log(`${way.name.padEnd(44)} ${seconds.toFixed(3).padStart(8)} s ${(seconds / ours).toFixed(2).padStart(8)} ×`);
  }
  console.log(`\ngrowth of ours from ${tenants} to ${4 * tenants} tenants: ${(cost(OURS, 4 * tenants) / ours).toFixed(2)} × (linear: 4)`);
}

const asked = Number(process.argv[2] ?? DEFAULT_TENANTS);
if (Number.isSafeInteger(asked) && asked > 0) {
  main(asked);
} else {
  console.error('usage: npm run bench -- [TENANTS], a whole number >= 1');
  process.exitCode = 2;
}
