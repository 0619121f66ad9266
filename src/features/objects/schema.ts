import { list, object, settings, text } from '../../kernel/schema';

/** Deepest nesting of an object: a field of a pod of a CronJob is at most this deep, and there is room for more. */
const MAX_DEPTH = 32;
/** Most objects, and most changes, in one place. */
const MAX_OBJECTS = 200;
/** Most steps of one change. */
const MAX_STEPS = 100;

export const PATCH = object('PatchSpec', 'A change of rendered objects.', {
  kind: text('Kind of the objects, e.g. `Deployment`.'),
  name: text('Name of the object.', { otherwise: 'all of the kind' }),
  patch: list(
    'Steps of a JSON Patch (RFC 6902) in order, each with `op`, `path` and `value` or `from`. A path that is not there is refused.',
    settings('', { deep: MAX_DEPTH }),
    { most: MAX_STEPS },
  ),
});

/** Changes of what is rendered in one place. */
export const PATCHES = list(
  'Changes of the objects that are rendered here. The result is judged, counted and delivered; a change of nothing is refused.',
  PATCH,
  { otherwise: 'none', most: MAX_OBJECTS },
);

/** Objects of one's own in one place. */
export const OBJECTS = list(
  'Kubernetes objects of your own, whole, that belong here: rendered, judged, counted in the quota, delivered and pruned like the others. No Secret.',
  settings('', { deep: MAX_DEPTH }),
  { otherwise: 'none', most: MAX_OBJECTS },
);
