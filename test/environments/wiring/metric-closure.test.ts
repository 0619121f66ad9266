import { join } from 'node:path';
import { renderManifests } from '../../../environments/wiring/environment';
import { judged } from '../../../environments/wiring/judged';
import { dev } from '../../../environments/swarm/dev';
import { prod } from '../../../environments/swarm/prod';
import { staging } from '../../../environments/swarm/staging';
import { readTenantFiles } from '../../../src/cli/tenant-files';
import { InvalidInputError, Problems } from '../../../src/kernel/problems';
import { joinDataFiles } from '../../../src/resolve/data-file';
import type { EnvironmentSpec } from '../../../src/resolve/spec';
import { resolve } from '../../../src/resolve/resolve';
import type { EnvironmentPlan } from '../../../src/resolve/plan';
import { parseManifests } from '../../../src/judges/inventory/parse';
import type { Files, Rendered } from '../../../src/render/files';
import { Sandbox } from '../../cli/sandbox';

/** Rendering itself finds nothing wrong here. */
const FOUND = Problems.of('test');

const ROOT = join(__dirname, '..', '..', '..');

function resolved(written: EnvironmentSpec): EnvironmentPlan {
  const folder = `tenants/${written.system}`;
  const files = readTenantFiles(join(ROOT, folder)).map(({ file, text }) => ({ file: `${folder}/${file}`, text }));
  const { spec, sources } = joinDataFiles(written, files);
  return resolve(spec, sources);
}

/** An environment as it is rendered, with a text replaced in every file whose path ends so. */
function* changed(environment: EnvironmentPlan, file: string, from: string | RegExp, to: string): Generator<Rendered> {
  for (const batch of renderManifests(environment)) {
    const own = [...batch].filter(([path]) => !path.startsWith('delivery/'));
    const files = new Map(own.map(([path, text]) => [path, path.endsWith(file) ? text.replace(from, to) : text]));
    const manifests = [...files].filter(([path]) => path.startsWith('manifests/')).flatMap(([path, text]) => parseManifests(text, path));
    if (files.size > 0) yield { files, manifests };
  }
}

function problemsOf(rendered: Iterable<Files>) {
  try {
    expect([...rendered].length).toBeGreaterThan(0);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems;
  }
}

test.each([dev, staging, prod].map((written) => [written.name, written] as const))(
  'swarm/%s is closed: whoever asks for a metric gets it',
  (_, written) => {
    expect(problemsOf(renderManifests(resolved(written)))).toEqual([]);
  },
);

test('judges the text that was read back as it judges the trees that were printed, and passes every file on as it is', () => {
  const environment = resolved(prod);
  const filesOf = (batches: Iterable<Files>): Map<string, string> => new Map([...batches].flatMap((files) => [...files]));
  const printed = filesOf(renderManifests(environment));
  expect(filesOf(judged(environment, changed(environment, 'none', '', ''), FOUND))).toEqual(printed);
  expect([...printed.keys()]).toEqual(
    expect.arrayContaining(['manifests/tenants/tenant-acme/observability.yaml', 'delivery/bootstrap/tenant-acme.yaml']),
  );
});

test('fails for every tenant at once, and nothing is written', async () => {
  const environment = resolved(prod);
  const rendered = changed(environment, 'observability.yaml', /keda_scaler_metrics_value/g, 'keda_scaler_metric_value');
  const box = new Sandbox();
  try {
    const render = (): Iterable<Files> => judged(environment, rendered, FOUND);
    expect(await box.synth([{ path: 'swarm/prod', render }])).toBe(1);
    expect(box.tree()).toEqual({});
    expect(box.printed).toContain(`no exporter serves 'keda_scaler_metric_value'; did you mean 'keda_scaler_metrics_value'?`);
    for (const namespace of ['tenant-acme', 'shared-tenants']) {
      expect(box.printed).toMatch(
        new RegExp(
          `PrometheusRule ${namespace}/tenant-alerts spec\\.groups\\[0\\][^\\n]*  manifests/tenants/${namespace}/observability\\.yaml:\\d+`,
        ),
      );
    }
  } finally {
    box.remove();
  }
});
