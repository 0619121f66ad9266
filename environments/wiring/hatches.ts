import { ApiObject, type Chart, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { OwnObject, PatchPlan, PatchStep } from '../../src/features/objects/plan';
import { checkMatched, checkStep } from '../../src/features/objects/patch';
import type { Problems } from '../../src/kernel/problems';

/** Adds objects of one's own to a chart, and so to its file. */
export function addObjects(chart: Chart, objects: readonly OwnObject[]): void {
  objects.forEach((object, index) => new ApiObject(chart, `Own${index}`, structuredClone(object)));
}

/**
 * Changes rendered objects in the order of the patches; each is asked for as it would be rendered at that moment.
 *
 * Rules `patch-target`, `patch-path`, and `patch-config`: the pods carry a checksum of their configuration file, which a patch would leave as it was.
 *
 * @param configs names of ConfigMaps that are made of settings
 */
export function applyPatches(
  scopes: readonly IConstruct[],
  patches: readonly PatchPlan[],
  configs: readonly string[],
  problems: Problems,
): void {
  if (patches.length === 0) return;
  const all = scopes.flatMap((scope) => scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct)));
  const there = all.map(({ kind, name }) => `${kind} ${name}`);
  for (const patch of patches) {
    const hit = all.filter(({ kind, name }) => kind === patch.kind && (patch.name === undefined || name === patch.name));
    problems.rule(patch.place, checkMatched(patch, hit.length, there));
    for (const object of hit) change(object, patch, configs, problems);
  }
}

function change(object: ApiObject, { place, steps }: PatchPlan, configs: readonly string[], problems: Problems): void {
  const title = `${object.kind} '${object.name}'`;
  const settings = object.kind === 'ConfigMap' && configs.includes(object.name);
  let document: unknown = object.toJson();
  for (const step of steps) {
    const known = problems.rule(place, checkStep(step, document, title));
    // Rule `patch-config`: pods are replaced when their configuration changes, which a patched file would not tell them (our choice).
    const fresh = problems.that(
      !(settings && step.path.startsWith('/data')),
      place,
      'patch-config',
      `${title} is made of the settings of an agent, and its pods would not be replaced`,
      'write the key in `settings`',
    );
    if (!known || !fresh) return;
    const patch = operation(step);
    document = JsonPatch.apply(document, patch);
    object.addJsonPatch(patch);
  }
}

function operation(step: PatchStep): JsonPatch {
  switch (step.op) {
    case 'add':
      return JsonPatch.add(step.path, step.value);
    case 'replace':
      return JsonPatch.replace(step.path, step.value);
    case 'test':
      return JsonPatch.test(step.path, step.value);
    case 'remove':
      return JsonPatch.remove(step.path);
    case 'move':
      return JsonPatch.move(step.from, step.path);
    case 'copy':
      return JsonPatch.copy(step.from, step.path);
  }
}
