import { join } from 'node:path';
import { renderManifests } from '../../environments/environment';
import { withMetricClosure } from '../../environments/metric-closure';
import { dev } from '../../environments/swarm/dev';
import { prod } from '../../environments/swarm/prod';
import { staging } from '../../environments/swarm/staging';
import { readTenantFiles } from '../../src/cli/tenant-files';
import { InvalidInputError, Problems } from '../../src/core/problems';
import { joinDataFiles } from '../../src/model/data-file';
import type { EnvironmentSpec } from '../../src/model/environment-spec';
import { resolve } from '../../src/model/resolve';
import { resolveObservability } from '../../src/model/resolve-observability';
import type { ResolvedEnvironment } from '../../src/model/resolved';
import type { Files } from '../../src/render/files';
import { Sandbox } from '../cli/sandbox';

const ROOT = join(__dirname, '..', '..');

function resolved(written: EnvironmentSpec): ResolvedEnvironment {
  const folder = `tenants/${written.system}`;
  const files = readTenantFiles(join(ROOT, folder)).map(({ file, text }) => ({ file: `${folder}/${file}`, text }));
  const { spec, sources } = joinDataFiles(written, files);
  return resolve(spec, sources);
}

const observabilityOf = ({ scaler, services }: ResolvedEnvironment) =>
  resolveObservability(undefined, { scaler, servicesRendered: services !== undefined }, Problems.of('observability'));

/** An environment as it is rendered. */
function watched(environment: ResolvedEnvironment): Iterable<Files> {
  return renderManifests(environment);
}

/** The same with a text replaced in every file whose path ends so. */
function* changed(batches: Iterable<Files>, file: string, from: string | RegExp, to: string): Generator<Files> {
  for (const files of batches) yield new Map([...files].map(([path, text]) => [path, path.endsWith(file) ? text.replace(from, to) : text]));
}

function problemsOf(environment: ResolvedEnvironment, rendered: Iterable<Files>) {
  try {
    expect([...withMetricClosure(environment, observabilityOf(environment), rendered)].length).toBeGreaterThan(0);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.problems;
  }
}

test.each([dev, staging, prod].map((written) => [written.name, written] as const))(
  'swarm/%s is closed: whoever asks for a metric gets it',
  (_, written) => {
    const environment = resolved(written);
    expect(problemsOf(environment, watched(environment))).toEqual([]);
  },
);

test('passes every file on as it is', () => {
  const environment = resolved(prod);
  const passed = new Map(
    [...withMetricClosure(environment, observabilityOf(environment), watched(environment))].flatMap((files) => [...files]),
  );
  expect(passed).toEqual(new Map([...watched(environment)].flatMap((files) => [...files])));
  expect([...passed.keys()]).toContain('manifests/tenants/tenant-acme/observability.yaml');
});

test('fails for every tenant at once, and nothing is written', async () => {
  const environment = resolved(prod);
  const rendered = changed(watched(environment), 'observability.yaml', /keda_scaler_metrics_value/g, 'keda_scaler_metric_value');
  const box = new Sandbox();
  try {
    const render = (): Iterable<Files> => withMetricClosure(environment, observabilityOf(environment), rendered);
    expect(await box.synth([{ path: 'swarm/prod', render }])).toBe(1);
    expect(box.tree()).toEqual({});
    expect(box.printed).toContain(`nobody exports 'keda_scaler_metric_value'; did you mean 'keda_scaler_metrics_value'?`);
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
