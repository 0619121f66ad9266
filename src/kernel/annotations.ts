import type { Violation } from './problems';

/**
 * Most bytes that keys and values of an object's annotations may have together.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/staging/src/k8s.io/apimachinery/pkg/api/validation/objectmeta.go (TotalAnnotationSizeLimitB)
 */
const MAX_ANNOTATION_BYTES = 256 * 1024;

/**
 * Rule `annotation-size`: the API server checks the annotations of a pod template only when the first pod is made, and then no pod ever
 * starts.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/
 */
export function checkAnnotations(annotations: Readonly<Record<string, string>>): Violation | undefined {
  const size = Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
  return size <= MAX_ANNOTATION_BYTES
    ? undefined
    : {
        rule: 'annotation-size',
        problem: `the annotations of a pod have ${size} bytes with its configuration file, they may have ${MAX_ANNOTATION_BYTES}`,
        fix: 'keep large content in the image or on a volume',
      };
}
